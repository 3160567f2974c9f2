import { Tag } from '../chatui';
import type { Product } from '../message';
import { useStrings } from '../ui/context';

/** How much is saved where the price says so, as an offer's own title is long; else the best offer. */
export function Badge({ product: { price, was, badge } }: { product: Product }) {
  const strings = useStrings();
  const percent = was ? Math.floor(100 * (1 - Number(price) / Number(was))) : 0;
  const text = percent > 0 ? strings.save(percent) : badge;
  return text ? <Tag className="badge">{text}</Tag> : null;
}

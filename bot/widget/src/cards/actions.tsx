import { useMemo } from 'react';
import { safeUrl } from '../core/config';
import type { CommandName } from '../core/wire';
import type { Product } from '../message';
import { useStrings, useWidget } from '../ui/context';
import { Icon } from '../ui/icons';

export interface Place {
  seq: number;
  list?: string | undefined;
  position?: number | undefined;
}

/** What a customer can do with a product on a card; each of it counts as choosing the product. */
export function useProductActions(product: Product, place: Place): { ask(name: CommandName): void; choose(): void } {
  const { conversation, impressions } = useWidget();
  const strings = useStrings();
  return useMemo(() => {
    const choose = (): void => impressions.record({ ...place, name: 'select_item', productId: product.product_id });
    const ask = (name: CommandName): void => {
      choose();
      conversation.command(name, product.product_id, strings.command[name](product.name));
    };
    return { ask, choose };
  }, [conversation, impressions, strings, product, place.seq, place.list, place.position]);
}

export function ProductLink({ product, place }: { product: Product; place: Place }) {
  const { productClicked } = useWidget();
  const strings = useStrings();
  const { choose } = useProductActions(product, place);
  const url = safeUrl(product.url);
  if (!url) return null;
  return (
    <a className="product-link" href={url} aria-label={`${strings.openProduct}: ${product.name}`}
      onClick={(event) => {
        choose();
        if (productClicked(product, url)) event.preventDefault();
      }}>
      {strings.openProduct}<Icon name="out" size={14} />
    </a>
  );
}

import { Card } from '../chatui';
import type { Why } from '../message';
import { useStrings } from '../ui/context';
import { ProductRow } from './ProductRow';

/** The evidence behind a recommendation. */
export function WhyCard({ payload, seq }: { payload: Why; seq: number }) {
  const strings = useStrings();
  const { product, reason, evidence } = payload;
  return (
    <Card className="sheet" role="region" aria-label={strings.command.why(product.name)}>
      <ProductRow product={product} place={{ seq, list: 'why', position: 1 }} />
      {reason && <p className="reason">{strings.because[reason]}</p>}
      {evidence.length > 0 && (
        <ul className="plain evidence">
          {evidence.map((each, index) => (
            <li key={each.product_id}><ProductRow product={each} place={{ seq, list: 'evidence', position: index + 1 }} /></li>
          ))}
        </ul>
      )}
    </Card>
  );
}

import { Card } from '../chatui';
import type { Comparison } from '../message';
import { useStrings } from '../ui/context';
import { useProductActions } from './actions';
import { ProductImage } from './ProductImage';

/** Products side by side: what differs first, the one that the verdict is for marked. */
export function ComparisonTable({ payload, seq }: { payload: Comparison; seq: number }) {
  const strings = useStrings();
  const { products, rows, best, verdict } = payload;
  return (
    <Card className="sheet comparison" role="region" aria-label={strings.comparison}>
      <div className="comparison-scroller" tabIndex={0} role="group" aria-label={strings.comparison}>
        <table>
          <thead>
            <tr>
              <th scope="col"><span className="hidden">{strings.property}</span></th>
              {products.map((product, place) => (
                <Head key={product.product_id} product={product} place={{ seq, list: 'comparison', position: place + 1 }}
                  mark={place === best && verdict !== 'alike' ? strings.verdict[verdict] : undefined} />
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name} className={row.differs ? 'differs' : 'same'}>
                <th scope="row">{row.name}</th>
                {row.cells.map((cell, place) => <td key={place}>{cell || <span aria-label={strings.notKnown}>–</span>}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Card>
  );
}

function Head({ product, place, mark }: { product: Comparison['products'][number]; place: Parameters<typeof useProductActions>[1]; mark: string | undefined }) {
  const strings = useStrings();
  const { ask } = useProductActions(product, place);
  return (
    <th scope="col" data-product={product.product_id}>
      <button type="button" className="comparison-head" onClick={() => ask('product_details')}>
        <ProductImage product={product} small />
        <span>{place.position}. {product.name}</span>
      </button>
      {mark && <span className="mark-best">{mark}</span>}
      <button type="button" className="link" onClick={() => ask('add_to_basket')}>{strings.addToBasket}</button>
    </th>
  );
}

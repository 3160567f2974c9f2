import { useId, useRef, useState } from 'react';
import { Card } from '../chatui';
import type { Product, ProductList } from '../message';
import { useStrings, useWidget } from '../ui/context';
import { useSeen } from '../ui/hooks';
import { Badge } from './Badge';
import { ProductLink, useProductActions, type Place } from './actions';
import { Price } from './Price';
import { ProductImage } from './ProductImage';

interface Props {
  product: Product;
  list: ProductList['list'];
  place: Place;
}

export function ProductCard({ product, list, place }: Props) {
  const { impressions } = useWidget();
  const strings = useStrings();
  const card = useRef<HTMLDivElement>(null);
  const { ask } = useProductActions(product, place);
  useSeen(card, () => impressions.record({ ...place, name: 'view_item_list', productId: product.product_id }));
  const about = [product.size, product.brand].filter(Boolean).join(' · ');
  return (
    <Card className="product" ref={card} data-product={product.product_id}>
      <div className="product-face" onClick={() => ask('product_details')}>
        <ProductImage product={product} />
        <Badge product={product} />
        <h4>{product.quantity !== undefined && product.quantity > 1 && `${product.quantity} × `}{product.name}</h4>
      </div>
      <p className="about">{about}</p>
      <p className="pay">
        <Price product={product} />
        {!product.in_stock && <span className="out">{strings.outOfStock}</span>}
      </p>
      <WhyThis product={product} list={list} onAsk={() => ask('why')} />
      <div className="actions" role="group" aria-label={strings.actionsFor(product.name)}>
        <button type="button" onClick={() => ask('product_details')}>{strings.details}</button>
        <button type="button" onClick={() => ask('product_offers')}>{strings.offers}</button>
        <button type="button" onClick={() => ask('goes_with')}>{strings.goesWith}</button>
        {product.in_stock && <button type="button" className="add" onClick={() => ask('add_to_basket')}>{strings.addToBasket}</button>}
      </div>
      <ProductLink product={product} place={place} />
    </Card>
  );
}

/** Why the product is shown: the sentence that came with it or, where it was recommended without one, a question. */
function WhyThis({ product, list, onAsk }: { product: Product; list: ProductList['list']; onAsk: () => void }) {
  const strings = useStrings();
  const [shown, setShown] = useState(false);
  const id = useId();
  if (product.why) {
    return (
      <div className="why">
        <button type="button" className="link" aria-expanded={shown} aria-controls={id} onClick={() => setShown(!shown)}>{strings.whyThis}</button>
        <p id={id} hidden={!shown}>{product.why}</p>
      </div>
    );
  }
  if (list === 'search' || list === 'last_purchase') return null;
  return <div className="why"><button type="button" className="link" onClick={onAsk}>{strings.whyThis}</button></div>;
}

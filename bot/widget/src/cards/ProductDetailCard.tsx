import { useRef } from 'react';
import { Card, Tag } from '../chatui';
import type { ProductDetail } from '../message';
import { useStrings, useWidget } from '../ui/context';
import { useSeen } from '../ui/hooks';
import { RichText } from '../ui/RichText';
import { ProductLink, useProductActions } from './actions';
import { OfferLine } from './OfferCards';
import { Price } from './Price';
import { ProductImage } from './ProductImage';

export function ProductDetailCard({ payload, seq }: { payload: ProductDetail; seq: number }) {
  const { impressions } = useWidget();
  const strings = useStrings();
  const card = useRef<HTMLDivElement>(null);
  const { product, description, attributes, offers } = payload;
  const place = { seq, list: 'detail', position: 1 };
  const { ask } = useProductActions(product, place);
  useSeen(card, () => impressions.record({ seq, name: 'view_item', productId: product.product_id }));
  return (
    <Card className="sheet detail" ref={card} data-product={product.product_id}>
      <div className="detail-head">
        <ProductImage product={product} />
        <div>
          <h4>{product.name}</h4>
          <p className="about">{[product.size, product.brand].filter(Boolean).join(' · ')}</p>
          <p className="pay">
            <Price product={product} />
            {!product.in_stock && <span className="out">{strings.outOfStock}</span>}
          </p>
          {product.badge && offers.length === 0 && <Tag className="badge">{product.badge}</Tag>}
        </div>
      </div>
      {description && <p className="description"><RichText text={description} /></p>}
      {attributes.length > 0 && (
        <dl className="attributes">
          {attributes.map(({ name, value }, index) => <div key={index}><dt>{name}</dt><dd>{value}</dd></div>)}
        </dl>
      )}
      {offers.length > 0 && (
        <section aria-label={strings.offersOnIt}>
          <h5>{strings.offersOnIt}</h5>
          <ul className="plain">{offers.map((offer) => <li key={offer.promotion_id}><OfferLine offer={offer} /></li>)}</ul>
        </section>
      )}
      <div className="actions" role="group" aria-label={strings.actionsFor(product.name)}>
        {offers.length === 0 && <button type="button" onClick={() => ask('product_offers')}>{strings.offers}</button>}
        <button type="button" onClick={() => ask('goes_with')}>{strings.goesWith}</button>
        {product.in_stock && <button type="button" className="add" onClick={() => ask('add_to_basket')}>{strings.addToBasket}</button>}
      </div>
      <ProductLink product={product} place={place} />
    </Card>
  );
}

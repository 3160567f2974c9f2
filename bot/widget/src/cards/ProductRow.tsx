import { useRef } from 'react';
import type { Product } from '../message';
import { useWidget } from '../ui/context';
import { useSeen } from '../ui/hooks';
import { useProductActions, type Place } from './actions';
import { Price } from './Price';
import { ProductImage } from './ProductImage';

/** A product in one line, for where it stands beside something else. Pressing it asks for its details. */
export function ProductRow({ product, place }: { product: Product; place: Place }) {
  const { impressions } = useWidget();
  const row = useRef<HTMLButtonElement>(null);
  const { ask } = useProductActions(product, place);
  useSeen(row, () => impressions.record({ ...place, name: 'view_item_list', productId: product.product_id }));
  return (
    <button ref={row} type="button" className="product-row" data-product={product.product_id} onClick={() => ask('product_details')}>
      <ProductImage product={product} small />
      <span className="product-row-text">
        <span className="product-row-name">{product.name}</span>
        <Price product={product} />
      </span>
    </button>
  );
}

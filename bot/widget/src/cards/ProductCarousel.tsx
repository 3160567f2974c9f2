import { useCallback, useEffect, useRef, useState } from 'react';
import type { ProductList } from '../message';
import { useStrings } from '../ui/context';
import { Icon } from '../ui/icons';
import { ProductCard } from './ProductCard';

/** Product cards in a row that is swiped, or turned with the arrows. */
export function ProductCarousel({ payload, seq }: { payload: ProductList; seq: number }) {
  const strings = useStrings();
  const track = useRef<HTMLUListElement>(null);
  const [ends, setEnds] = useState({ start: true, end: true });
  const { products, total, list } = payload;
  const title = payload.title ?? strings.lists[list];

  const measure = useCallback(() => {
    const element = track.current;
    if (!element) return;
    const { scrollLeft, scrollWidth, clientWidth } = element;
    setEnds({ start: scrollLeft < 4, end: scrollLeft + clientWidth > scrollWidth - 4 });
  }, []);
  useEffect(measure, [measure, products.length]);
  const turn = (direction: 1 | -1): void => {
    const element = track.current;
    element?.scrollBy({ left: direction * element.clientWidth * 0.8 });
  };

  if (products.length === 0) return null;
  return (
    <section className="carousel" aria-label={title}>
      <div className="carousel-head">
        <h3>{title}</h3>
        {total !== undefined && total > products.length && <span className="count">{strings.shown(products.length, total)}</span>}
        {!(ends.start && ends.end) && (
          <span className="arrows">
            <button type="button" className="round small" aria-label={strings.previous} disabled={ends.start} onClick={() => turn(-1)}>
              <Icon name="left" size={16} />
            </button>
            <button type="button" className="round small" aria-label={strings.next} disabled={ends.end} onClick={() => turn(1)}>
              <Icon name="right" size={16} />
            </button>
          </span>
        )}
      </div>
      <ul className="track" ref={track} onScroll={measure}>
        {products.map((product, index) => (
          <li key={product.product_id}><ProductCard product={product} list={list} place={{ seq, list, position: index + 1 }} /></li>
        ))}
      </ul>
    </section>
  );
}

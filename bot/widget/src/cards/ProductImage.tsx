import { useState } from 'react';
import { safeUrl } from '../core/config';
import type { Product } from '../message';

/** The product's picture, or a tile in a colour of its category with its first letter. */
export function ProductImage({ product, small = false }: { product: Product; small?: boolean }) {
  const [broken, setBroken] = useState(false);
  const url = safeUrl(product.image_url);
  const className = small ? 'picture small' : 'picture';
  if (url && !broken) {
    return <span className={className}><img src={url} alt="" loading="lazy" onError={() => setBroken(true)} /></span>;
  }
  return (
    <span className={`${className} tile hue-${hueOf(product.category ?? product.name)}`} aria-hidden="true">
      {[...product.name][0]?.toUpperCase()}
    </span>
  );
}

const HUES = 6;

/** One of the tile colours of styles/cards.css, always the same for one category. */
function hueOf(text: string): number {
  let sum = 0;
  for (const letter of text) sum = (sum * 31 + letter.codePointAt(0)!) % 997;
  return sum % HUES;
}

import type { Product } from '../message';
import { useLanguage, useStrings } from '../ui/context';
import { priceText } from '../ui/format';

/** What the product costs now and, struck through, before. */
export function Price({ product }: { product: Product }) {
  const language = useLanguage();
  const strings = useStrings();
  const { price, was, currency, price_text, was_text } = product;
  return (
    <span className="price">
      {was && <span className="hidden">{strings.now} </span>}
      <b className={was ? 'reduced' : undefined}>{priceText(price, currency, price_text, language)}</b>
      {was && (
        <>
          <span className="hidden"> {strings.was} </span>
          <s>{priceText(was, currency, was_text, language)}</s>
        </>
      )}
    </span>
  );
}

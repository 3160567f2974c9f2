import { Card } from '../chatui';
import type { Offer, OfferList } from '../message';
import { useLanguage, useStrings } from '../ui/context';
import { dateText } from '../ui/format';
import { Icon } from '../ui/icons';
import { ProductRow } from './ProductRow';

/** An offer's words: what it gives, how it is had, and until when. */
export function OfferLine({ offer }: { offer: Offer }) {
  const language = useLanguage();
  const strings = useStrings();
  const ends = offer.ends_text ?? (offer.ends_at && dateText(offer.ends_at, language));
  return (
    <div className="offer-line">
      <span className="offer-icon"><Icon name="tag" size={16} /></span>
      <span>
        <b>{offer.price_text ? `${offer.title}: ${offer.price_text}` : offer.title}</b>
        <small>{[strings.redemption[offer.redemption], ends].filter(Boolean).join(' · ')}</small>
      </span>
    </div>
  );
}

export function OfferCards({ payload, seq }: { payload: OfferList; seq: number }) {
  const strings = useStrings();
  const { offers, title, total } = payload;
  if (offers.length === 0) return null;
  return (
    <Card className="sheet" role="region" aria-label={title ?? strings.offers}>
      <div className="sheet-head">
        <h4>{title ?? strings.offers}</h4>
        {total !== undefined && total > offers.length && <span className="count">{strings.shown(offers.length, total)}</span>}
      </div>
      <ul className="plain divided">
        {offers.map((offer, index) => (
          <li key={`${offer.promotion_id} ${offer.product?.product_id ?? ''}`}>
            <OfferLine offer={offer} />
            {offer.product && <ProductRow product={offer.product} place={{ seq, list: 'offers', position: index + 1 }} />}
          </li>
        ))}
      </ul>
    </Card>
  );
}

import type { Payload } from '../message';
import { AnswerCard } from './AnswerCard';
import { BasketCard } from './BasketCard';
import { ComparisonTable } from './ComparisonTable';
import { ConfirmationCard } from './ConfirmationCard';
import { CouponCards } from './CouponCards';
import { HandoffLine } from './HandoffLine';
import { InvoiceCard } from './InvoiceCard';
import { ItemPickerCard } from './ItemPickerCard';
import { OfferCards } from './OfferCards';
import { OrderCards } from './OrderCards';
import { PhotoCard, PhotoRequestCard } from './PhotoCards';
import { ProductCarousel } from './ProductCarousel';
import { ProductDetailCard } from './ProductDetailCard';
import { SatisfactionCard } from './SatisfactionCard';
import { SignInCard } from './SignInCard';
import { WhyCard } from './WhyCard';

/** The card, or cards, for what a message carries. */
export function PayloadView({ payload, seq }: { payload: Payload; seq: number }) {
  switch (payload.type) {
    case 'product_list':
      return <ProductCarousel payload={payload} seq={seq} />;
    case 'product_detail':
      return <ProductDetailCard payload={payload} seq={seq} />;
    case 'offer_list':
      return <OfferCards payload={payload} seq={seq} />;
    case 'coupon_list':
      return <CouponCards payload={payload} seq={seq} />;
    case 'order_list':
      return <OrderCards payload={payload} />;
    case 'answer':
      return <AnswerCard payload={payload} />;
    case 'why':
      return <WhyCard payload={payload} seq={seq} />;
    case 'comparison':
      return <ComparisonTable payload={payload} seq={seq} />;
    case 'basket':
      return <BasketCard payload={payload} seq={seq} />;
    case 'confirmation':
      return <ConfirmationCard payload={payload} />;
    case 'invoice':
      return <InvoiceCard payload={payload} />;
    case 'item_picker':
      return <ItemPickerCard payload={payload} />;
    case 'photo':
      return <PhotoCard payload={payload} />;
    case 'photo_request':
      return <PhotoRequestCard />;
    case 'satisfaction':
      return <SatisfactionCard />;
    case 'sign_in':
      return <SignInCard />;
    case 'handoff':
      return <HandoffLine payload={payload} />;
  }
}

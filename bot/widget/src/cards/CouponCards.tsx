import { useEffect, useState } from 'react';
import { Card } from '../chatui';
import type { Coupon, CouponList } from '../message';
import { useLanguage, useStrings } from '../ui/context';
import { dateText } from '../ui/format';
import { Icon } from '../ui/icons';
import { ProductRow } from './ProductRow';

export function CouponCards({ payload, seq }: { payload: CouponList; seq: number }) {
  const strings = useStrings();
  return (
    <ul className="plain coupons" aria-label={strings.coupons}>
      {payload.coupons.map((coupon) => <li key={coupon.code}><CouponCard coupon={coupon} seq={seq} /></li>)}
    </ul>
  );
}

function CouponCard({ coupon, seq }: { coupon: Coupon; seq: number }) {
  const language = useLanguage();
  const strings = useStrings();
  const ends = coupon.ends_text ?? (coupon.ends_at && dateText(coupon.ends_at, language));
  const about = [coupon.campaign, ends, coupon.product_count !== undefined && strings.goodFor(coupon.product_count)];
  return (
    <Card className="sheet coupon">
      <h4>{coupon.title}</h4>
      <p className="about">{about.filter(Boolean).join(' · ')}</p>
      <Code code={coupon.code} />
      {(coupon.products ?? []).map((product, index) => (
        <ProductRow key={product.product_id} product={product} place={{ seq, list: 'coupon', position: index + 1 }} />
      ))}
    </Card>
  );
}

function Code({ code }: { code: string }) {
  const strings = useStrings();
  const [outcome, setOutcome] = useState<'copied' | 'failed'>();
  useEffect(() => {
    if (!outcome) return undefined;
    const timer = setTimeout(() => setOutcome(undefined), 3000);
    return () => clearTimeout(timer);
  }, [outcome]);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(code);
      setOutcome('copied');
    } catch {
      setOutcome('failed');
    }
  };
  return (
    <div className="code">
      <code>{code}</code>
      <button type="button" className="link" aria-label={`${strings.copy} ${code}`} onClick={() => void copy()}>
        {outcome === 'copied' ? <><Icon name="check" size={14} />{strings.copied}</> : strings.copy}
      </button>
      <span role="status" className={outcome === 'failed' ? 'problem' : 'hidden'}>
        {outcome === 'failed' ? strings.copyFailed : outcome && strings.copied}
      </span>
    </div>
  );
}

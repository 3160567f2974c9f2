import { Card } from '../chatui';
import type { Basket, BasketLine } from '../message';
import { useStrings, useWidget } from '../ui/context';
import { Icon } from '../ui/icons';
import { ProductImage } from './ProductImage';

/** The basket with the derivation of its price: what each line costs, what each promotion takes off, and the total. */
export function BasketCard({ payload }: { payload: Basket; seq: number }) {
  const strings = useStrings();
  const { lines, order, nearest_miss: miss, coupons } = payload;
  const saves = Number(payload.discount) > 0;
  return (
    <Card className="sheet basket" role="region" aria-label={strings.basket}>
      <div className="sheet-head"><h4>{strings.basket}</h4><span className="count">{strings.lines(lines.length)}</span></div>
      <ul className="plain divided">
        {lines.map((line, index) => <li key={line.product.product_id}><Line line={line} place={index + 1} /></li>)}
      </ul>
      <dl className="sums">
        {order.length > 0 && <div><dt>{strings.products}</dt><dd>{payload.products_text}</dd></div>}
        {order.map((step) => (
          <div key={step.promotion_id}><dt>{step.title}</dt><dd>−{step.discount_text}</dd></div>
        ))}
        <div className="total"><dt>{strings.total}</dt><dd>{payload.total_text}</dd></div>
      </dl>
      {saves && <p className="about">{strings.saved(payload.discount_text, payload.shelf_text)}</p>}
      {coupons.length > 0 && <p className="about">{strings.couponsUsed(coupons)}</p>}
      {payload.free_shipping && <p className="about">{strings.freeShipping}</p>}
      {payload.proved && saves && <p className="proved"><Icon name="tag" size={14} />{strings.lowest}</p>}
      {miss && <p className="miss">{strings.oneMore(miss.name, miss.saving_text)}</p>}
    </Card>
  );
}

function Line({ line, place }: { line: BasketLine; place: number }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const { product, quantity, steps } = line;
  const lowered = line.pay !== line.shelf;
  return (
    <div className="basket-line" data-product={product.product_id}>
      <ProductImage product={product} small />
      <div>
        <p className="line-head">
          <span className="line-name">{quantity} × {product.name}</span>
          <span className="price">{lowered && <s><span className="hidden">{strings.was} </span>{line.shelf_text}</s>} <b>{line.pay_text}</b></span>
        </p>
        {steps.length > 0 && (
          <ul className="plain steps">
            {steps.map((step) => (
              <li key={step.promotion_id}>
                <span>{step.title}{step.quantity !== undefined && step.quantity < quantity && ` (${strings.ofUnits(step.quantity, quantity)})`}</span>
                <span>−{step.discount_text}</span>
              </li>
            ))}
          </ul>
        )}
        <div className="actions" role="group" aria-label={strings.actionsFor(product.name)}>
          <button type="button" onClick={() => conversation.say(strings.say.quantity(place, quantity + 1))}>{strings.more}</button>
          {quantity > 1 && <button type="button" onClick={() => conversation.say(strings.say.quantity(place, quantity - 1))}>{strings.fewer}</button>}
          <button type="button" onClick={() => conversation.say(strings.say.remove(place))}>{strings.remove}</button>
        </div>
      </div>
    </div>
  );
}

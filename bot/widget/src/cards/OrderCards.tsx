import { useState } from 'react';
import { Card } from '../chatui';
import type { Order, OrderList } from '../message';
import { useLanguage, useStrings } from '../ui/context';
import { dateText, priceText } from '../ui/format';

const STEPS = ['pending', 'processed', 'shipped', 'delivered'] as const;
const LINES_AT_FIRST = 3;

export function OrderCards({ payload }: { payload: OrderList }) {
  const strings = useStrings();
  return (
    <ul className="plain orders" aria-label={strings.orders}>
      {payload.orders.map((order) => <li key={order.number}><OrderCard order={order} /></li>)}
    </ul>
  );
}

function OrderCard({ order }: { order: Order }) {
  const language = useLanguage();
  const strings = useStrings();
  const [all, setAll] = useState(false);
  const lines = all ? order.lines : order.lines.slice(0, LINES_AT_FIRST);
  const count = order.line_count ?? order.lines.length;
  const expected = order.expected_text ?? (order.expected_at && dateText(order.expected_at, language));
  const tracking = [order.carrier, order.tracking_number].filter(Boolean).join(' ');
  return (
    <Card className="sheet order">
      <div className="sheet-head">
        <h4>{strings.order(order.number)}</h4>
        <span className={`state ${order.status}`}>{order.status_text}</span>
      </div>
      <Progress status={order.status} />
      <dl className="attributes">
        <div><dt>{strings.placed}</dt><dd>{order.placed_text ?? dateText(order.placed_at, language)}</dd></div>
        {expected && <div><dt>{strings.expected}</dt><dd>{expected}</dd></div>}
        {tracking && <div><dt>{strings.tracking}</dt><dd>{tracking}</dd></div>}
      </dl>
      <ul className="plain lines">
        {lines.map((line, index) => (
          <li key={`${line.product_id} ${index}`}>
            <span className="quantity">{line.quantity} ×</span>
            <span className="line-name">{line.name}</span>
            <span>{priceText(line.price, line.currency, line.price_text, language)}</span>
          </li>
        ))}
      </ul>
      {!all && order.lines.length > lines.length && (
        <button type="button" className="link" onClick={() => setAll(true)}>{strings.moreLines(count - lines.length)}</button>
      )}
      {all && count > order.lines.length && <p className="about">{strings.moreLines(count - order.lines.length)}</p>}
      <p className="order-total">
        <span>{strings.total} ({strings.lines(count)})</span>
        <b>{priceText(order.total, order.currency, order.total_text, language)}</b>
      </p>
    </Card>
  );
}

/** How far the order has come. One that is cancelled or came back goes no way. */
function Progress({ status }: { status: Order['status'] }) {
  const strings = useStrings();
  const step = STEPS.find((each) => each === status);
  if (!step) return null;
  const reached = STEPS.indexOf(step);
  const name = strings.progress[step];
  return (
    <>
      <p className="hidden">{strings.progressOf(reached + 1, STEPS.length, name)}</p>
      <ol className="progress" aria-hidden="true">
        {STEPS.map((each, index) => (
          <li key={each} className={index < reached ? 'done' : index === reached ? 'here' : ''}>{strings.progress[each]}</li>
        ))}
      </ol>
    </>
  );
}

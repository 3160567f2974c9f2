import { Card } from '../chatui';
import type { Confirmation } from '../message';

/** What a yes would do, line by line; the answer is given by the quick replies under it, or in words. */
export function ConfirmationCard({ payload }: { payload: Confirmation }) {
  return (
    <Card className="sheet confirmation">
      <div className="sheet-head"><h4>{payload.title}</h4></div>
      <dl className="attributes">
        {payload.rows.map((row, index) => (
          <div key={`${row.name} ${index}`}><dt>{row.name}</dt><dd>{row.value}</dd></div>
        ))}
      </dl>
    </Card>
  );
}

import { useState } from 'react';
import { Button, Card } from '../chatui';
import type { Invoice } from '../message';
import { useStrings, useWidget } from '../ui/context';

/** Brings an invoice over the conversation's own connection, and hands it to the browser to be saved. */
export function InvoiceCard({ payload }: { payload: Invoice }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const [failed, setFailed] = useState(false);
  const save = async (): Promise<void> => {
    const pdf = await conversation.invoice(payload.number);
    setFailed(pdf === undefined);
    if (pdf === undefined) return;
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([pdf], { type: 'application/pdf' }));
    link.download = `${payload.number.replace(/[^\w-]/g, '')}.pdf`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  };
  return (
    <Card className="sheet invoice">
      <div className="sheet-head"><h4>{strings.order(payload.number)}</h4></div>
      <Button color="primary" onClick={() => void save()}>{strings.invoice}</Button>
      {failed && <p className="about" role="status">{strings.invoiceFailed}</p>}
    </Card>
  );
}

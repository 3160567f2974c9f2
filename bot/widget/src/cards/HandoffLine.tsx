import type { Handoff } from '../message';
import { useStrings } from '../ui/context';

/** Where in the log the conversation changed hands. */
export function HandoffLine({ payload }: { payload: Handoff }) {
  const strings = useStrings();
  const line = { open: strings.handedOver, resolved: strings.personDone, pending: strings.handedBack }[payload.status];
  return <p className="handoff"><span>{line}</span></p>;
}

import { useRef, useState, type ReactNode } from 'react';
import { useStrings, useWidget } from './context';
import { Icon } from './icons';

interface Props {
  className: string;
  /** What stands beside the sign; without it the sign stands alone. */
  children?: ReactNode;
}

/** A button that lets the customer choose, or on a phone take, a picture and sends it. */
export function AttachPhoto({ className, children }: Props) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const input = useRef<HTMLInputElement>(null);
  const [state, setState] = useState<'idle' | 'sending' | 'bad' | 'failed'>('idle');
  const chosen = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setState('sending');
    const refused = await conversation.sendPhoto(file);
    setState(refused === undefined ? 'idle' : refused === 'bad_photo' ? 'bad' : 'failed');
    if (input.current) input.current.value = '';
  };
  return (
    <span className="attach">
      <button type="button" className={className} aria-label={children ? undefined : strings.photoAdd} disabled={state === 'sending'}
        onClick={() => input.current?.click()}>
        {state === 'sending' ? <span className="spinner" /> : <Icon name="photo" />}
        {children}
      </button>
      <input ref={input} type="file" accept="image/jpeg,image/png,image/webp,image/*" hidden tabIndex={-1} aria-label={strings.photoAdd}
        onChange={(event) => void chosen(event.target.files?.[0])} />
      {(state === 'bad' || state === 'failed') && (
        <span className="attach-problem" role="alert">{state === 'bad' ? strings.photoBad : strings.photoFailed}</span>
      )}
    </span>
  );
}

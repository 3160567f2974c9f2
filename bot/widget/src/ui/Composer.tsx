import { useId, useState, type FormEvent, type KeyboardEvent, type RefObject } from 'react';
import { Input } from '../chatui';
import { lengthOf, MAX_LENGTH } from '../core/wire';
import { AttachPhoto } from './AttachPhoto';
import { useStrings, useWidget } from './context';
import { Icon } from './icons';

const COUNT_FROM = MAX_LENGTH - 200;

export function Composer({ inputRef }: { inputRef: RefObject<HTMLTextAreaElement> }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const [text, setText] = useState('');
  const note = useId();
  const length = lengthOf(text.trim());
  const tooLong = length > MAX_LENGTH;

  const send = (): void => {
    if (conversation.say(text) === undefined) setText('');
    inputRef.current?.focus();
  };
  const submitted = (event: FormEvent): void => {
    event.preventDefault();
    send();
  };
  const pressed = (event: KeyboardEvent): void => {
    // While an input method composes, Enter chooses a word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };

  return (
    <form className="composer" onSubmit={submitted}>
      <div className="field">
        <AttachPhoto className="attach-sign" />
        <Input autoSize rows={1} maxRows={5} ref={inputRef} value={text} onChange={setText} onKeyDown={pressed}
          placeholder={strings.placeholder} aria-label={strings.composer} aria-invalid={tooLong}
          aria-describedby={length > COUNT_FROM ? note : undefined} enterKeyHint="send" />
        <button type="submit" className="send" aria-label={strings.send} disabled={length === 0 || tooLong}><Icon name="send" /></button>
      </div>
      {length > COUNT_FROM && (
        <p id={note} className={tooLong ? 'note problem' : 'note'} role={tooLong ? 'alert' : undefined}>
          {tooLong ? strings.tooLong(length, MAX_LENGTH) : strings.left(MAX_LENGTH - length)}
        </p>
      )}
    </form>
  );
}

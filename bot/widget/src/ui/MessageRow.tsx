import { memo } from 'react';
import { Bubble } from '../chatui';
import { PayloadView } from '../cards/PayloadView';
import type { Message } from '../message';
import type { Queued } from '../core/outbox';
import { useLanguage, useSnapshot, useStrings, useWidget } from './context';
import { timeText } from './format';
import { Rating } from './Rating';
import { RichText } from './RichText';

/** One message of the conversation's log: its words, its cards, when it came, and its rating. */
export const MessageRow = memo(function MessageRow({ message }: { message: Message }) {
  const language = useLanguage();
  const strings = useStrings();
  const { sender, text, payload } = message;
  if (sender === 'system') return <SystemRow message={message} />;
  const name = sender === 'customer' ? strings.you : sender === 'person' ? (message.name ?? strings.person) : strings.assistant;
  return (
    <article className={`row ${sender}`} data-seq={message.seq} aria-label={name}>
      {sender === 'person' && <p className="speaker" aria-hidden="true">{name}</p>}
      {text && <Bubble type="text"><p><RichText text={text} /></p></Bubble>}
      {payload && <PayloadView payload={payload} seq={message.seq} />}
      <footer className="meta">
        <time dateTime={message.at}>{timeText(message.at, language)}</time>
        {sender === 'assistant' && <Rating message={message} />}
      </footer>
    </article>
  );
});

function SystemRow({ message }: { message: Message }) {
  return (
    <div className="row system" data-seq={message.seq}>
      {message.text && <p className="system-text"><RichText text={message.text} /></p>}
      {message.payload && <PayloadView payload={message.payload} seq={message.seq} />}
    </div>
  );
}

/** Something the customer wrote that the channel has not confirmed yet. */
export function LetterRow({ letter }: { letter: Queued }) {
  const { conversation } = useWidget();
  const { connection } = useSnapshot();
  const strings = useStrings();
  const { client_id: clientId } = letter.body;
  const failed = letter.state === 'failed' || connection === 'refused';
  return (
    <article className={`row customer unconfirmed${failed ? ' failed' : ''}`} aria-label={strings.you}>
      <Bubble type="text"><p>{letter.kind === 'message' ? letter.body.text : letter.body.title}</p></Bubble>
      <footer className="meta">
        {!failed && <span>{connection !== 'online' ? strings.waiting : letter.code ? strings.refusal[letter.code] : strings.sending}</span>}
        {failed && (
          <>
            <span className="problem" role="alert">{strings.notSent}{letter.code && `: ${strings.refusal[letter.code]}`}</span>
            <button type="button" className="link" onClick={() => conversation.retry(clientId)}>{strings.retry}</button>
            <button type="button" className="link" onClick={() => conversation.discard(clientId)}>{strings.discard}</button>
          </>
        )}
      </footer>
    </article>
  );
}

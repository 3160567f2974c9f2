import { Fragment, useEffect } from 'react';
import { Typing } from '../chatui';
import { useSnapshot, useStrings, useWidget } from './context';
import { dayKey, dayText } from './format';
import { Icon } from './icons';
import { LetterRow, MessageRow } from './MessageRow';
import { QuickReplies } from './QuickReplies';
import { useFollowing } from './useFollowing';

/** The log. It follows the newest message unless its reader has scrolled back. */
export function MessageList() {
  const { messages, letters, typing, unanswered, language, synced, connection } = useSnapshot();
  const strings = useStrings();
  const { conversation } = useWidget();
  const { scroller, content, behind, toEnd, scrolled } = useFollowing();

  // What the customer writes is shown to them, wherever they had scrolled.
  useEffect(toEnd, [letters.length, toEnd]);

  const last = messages.at(-1);
  const replies = last && last.sender !== 'customer' && letters.length === 0 ? (last.quick_replies ?? []) : [];
  const now = new Date();
  return (
    <div className="stage">
      <div className="scroller" ref={scroller} onScroll={scrolled} tabIndex={0} role="group" aria-label={strings.log}>
        <div ref={content} className="content">
          {messages.length === 0 && letters.length === 0 && (synced || !conversation.id) && <Welcome />}
          <div role="log" aria-live="polite" aria-relevant="additions" aria-label={strings.log} aria-busy={!synced && connection === 'online'}>
            {messages.map((message, index) => {
              const newDay = dayKey(message.at) !== dayKey(messages[index - 1]?.at ?? '');
              return (
                <Fragment key={message.seq}>
                  {newDay && <p className="day">{dayText(message.at, language, strings, now)}</p>}
                  <MessageRow message={message} />
                </Fragment>
              );
            })}
            {letters.map((letter) => <LetterRow key={letter.body.client_id} letter={letter} />)}
          </div>
          {unanswered && <p className="problem" role="alert">{strings.unanswered}</p>}
          {replies.length > 0 && !typing && <QuickReplies replies={replies} />}
          {typing && <div className="row assistant typing-row" aria-hidden="true"><Typing /></div>}
        </div>
      </div>
      <p className="hidden" role="status">{typing ? strings.typing : ''}</p>
      {behind && (
        <button type="button" className="to-end" onClick={toEnd}><Icon name="below" size={16} />{strings.newMessages}</button>
      )}
    </div>
  );
}

function Welcome() {
  const strings = useStrings();
  return (
    <section className="welcome">
      <span className="mark large"><Icon name="chat" size={28} /></span>
      <h3>{strings.welcome}</h3>
      <p>{strings.welcomeMore}</p>
      <QuickReplies replies={strings.starters.map((text) => ({ title: text, text }))} />
    </section>
  );
}

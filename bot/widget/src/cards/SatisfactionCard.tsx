import { useState } from 'react';
import { Button, Card } from '../chatui';
import { useStrings, useWidget } from '../ui/context';

const SCORES = [1, 2, 3, 4, 5] as const;

/** Asks how content the customer was, from 1 to 5, with a word if they like. */
export function SatisfactionCard() {
  const { conversation } = useWidget();
  const strings = useStrings();
  const [score, setScore] = useState<number>();
  const [word, setWord] = useState('');
  const [state, setState] = useState<'open' | 'thanked' | 'failed'>('open');
  const send = async (): Promise<void> => {
    if (score !== undefined) setState((await conversation.rateAll(score, word.trim())) ? 'thanked' : 'failed');
  };
  if (state === 'thanked') return <p className="reason" role="status">{strings.satisfactionThanks}</p>;
  return (
    <Card className="sheet satisfaction">
      <fieldset>
        <legend>{strings.satisfaction}</legend>
        <div className="scores">
          {SCORES.map((each) => (
            <button key={each} type="button" aria-pressed={score === each} aria-label={strings.stars(each)} onClick={() => setScore(each)}>
              {each}
            </button>
          ))}
        </div>
      </fieldset>
      {score !== undefined && (
        <>
          <input value={word} maxLength={1000} aria-label={strings.satisfactionWord} placeholder={strings.satisfactionWord} onChange={(event) => setWord(event.target.value)} />
          <Button color="primary" onClick={() => void send()}>{strings.send}</Button>
        </>
      )}
      {state === 'failed' && <p className="about" role="alert">{strings.ratingFailed}</p>}
    </Card>
  );
}

import { useState } from 'react';
import { Button, Card } from '../chatui';
import type { ItemPicker } from '../message';
import { useStrings, useWidget } from '../ui/context';

/** The items of an order to tick, with how many where that may be chosen; what was chosen is said as a message. */
export function ItemPickerCard({ payload }: { payload: ItemPicker }) {
  const { conversation } = useWidget();
  const strings = useStrings();
  const [pieces, setPieces] = useState<Record<number, number>>({});
  const [said, setSaid] = useState(false);
  const set = (place: number, number: number): void => {
    setPieces(({ [place]: _before, ...others }) => (number ? { ...others, [place]: number } : others));
  };
  const chosen = payload.lines.filter((line) => pieces[line.place]);
  const say = (): void => {
    const text = chosen.map((line) => {
      const number = pieces[line.place] ?? line.left;
      return strings.item(line.place, payload.several && line.left > 1 ? number : undefined);
    });
    if (conversation.say(text.join(strings.listSeparator)) === undefined) setSaid(true);
  };
  return (
    <Card className="sheet picker">
      <fieldset disabled={said}>
        <legend>{strings.order(payload.number)}</legend>
        <ul className="plain">
          {payload.lines.map((line) => {
            const number = pieces[line.place] ?? 0;
            return (
              <li key={line.place}>
                <label>
                  <input type="checkbox" checked={number > 0} onChange={(event) => set(line.place, event.target.checked ? line.left : 0)} />
                  <span className="line-name">{line.name}</span>
                  {line.price_text && <span>{line.price_text}</span>}
                </label>
                {payload.several && line.left > 1 && number > 0 && (
                  <span className="pieces" role="group" aria-label={strings.piecesOf(line.name)}>
                    <button type="button" aria-label={strings.fewer} disabled={number <= 1} onClick={() => set(line.place, number - 1)}>−</button>
                    <output aria-live="polite">{strings.piecesOutOf(number, line.left)}</output>
                    <button type="button" aria-label={strings.more} disabled={number >= line.left} onClick={() => set(line.place, number + 1)}>+</button>
                  </span>
                )}
              </li>
            );
          })}
        </ul>
      </fieldset>
      {!said && <Button color="primary" disabled={chosen.length === 0} onClick={say}>{strings.choose(chosen.length)}</Button>}
    </Card>
  );
}

import { Fragment } from 'react';
import { safeUrl } from '../core/config';

const LINK = /https?:\/\/[^\s<>"'，。；！？）】」]+/g;
const TRAILING = /[).,;:!?]+$/;

export interface Part {
  text: string;
  url?: string;
}

/** Cuts a text at its links. Only http and https become links; the rest stays text. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const match of text.matchAll(LINK)) {
    const shown = match[0].replace(TRAILING, '');
    const url = safeUrl(shown);
    if (!url) continue;
    if (match.index > from) parts.push({ text: text.slice(from, match.index) });
    parts.push({ text: shown, url });
    from = match.index + shown.length;
  }
  if (from < text.length) parts.push({ text: text.slice(from) });
  return parts;
}

/** A text as written, its line breaks kept and its links live. */
export function RichText({ text }: { text: string }) {
  return (
    <>
      {partsOf(text).map((part, index) => (
        <Fragment key={index}>
          {part.url ? <a href={part.url} target="_blank" rel="noopener noreferrer">{part.text}</a> : part.text}
        </Fragment>
      ))}
    </>
  );
}

import { toLanguage } from './config';
import type { Language } from './wire';

export interface Pass {
  token: string;
  conversation: string;
  language?: Language;
}

/** Where the widget gets its token: from the shop's own page, with the visitor's cookies for it. */
export class TokenSource {
  #pass: Promise<Pass> | undefined;

  constructor(
    private readonly url: string,
    private readonly fetcher: typeof fetch = (...args) => window.fetch(...args),
  ) {}

  /** The pass in hand, or a new one. Rejects when the shop gives none; the next call then asks again. */
  get(): Promise<Pass> {
    this.#pass ??= this.#fetch().catch((error: unknown) => {
      this.#pass = undefined;
      throw error;
    });
    return this.#pass;
  }

  /** Forgets the pass in hand, because the channel refused it. */
  renew(): void {
    this.#pass = undefined;
  }

  async #fetch(): Promise<Pass> {
    const answer = await this.fetcher(this.url, {
      credentials: 'same-origin',
      cache: 'no-store',
      headers: { Accept: 'application/json' },
    });
    if (!answer.ok) throw new Error(`The shop answered ${answer.status} to the request for a chat token.`);
    const body = (await answer.json()) as Partial<Record<keyof Pass, unknown>>;
    if (typeof body.token !== 'string' || typeof body.conversation !== 'string') {
      throw new Error('The shop answered the request for a chat token with something else.');
    }
    const language = toLanguage(body.language);
    return { token: body.token, conversation: body.conversation, ...(language && { language }) };
  }
}

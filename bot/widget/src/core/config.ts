import type { Language } from './wire';

/** What the shop says on the `<script>` tag. */
export interface Config {
  server: string;
  path: string;
  tokenUrl: string;
  language: Language;
  product?: string;
  signInUrl?: string;
  accent?: string;
}

export const toLanguage = (value: unknown): Language | undefined =>
  typeof value !== 'string' ? undefined : /^zh\b/i.test(value) ? 'zh' : /^en\b/i.test(value) ? 'en' : undefined;

/** The URL in `value`, absolute, where it is http or https; undefined for anything else, `javascript:` above all. */
export function safeUrl(value: string | undefined): string | undefined {
  if (!value) return undefined;
  try {
    const url = new URL(value, document.baseURI);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the tag's data attributes. The server is, unless said otherwise, the host that the script came from. */
export function readConfig(script: HTMLScriptElement): Config {
  const { server, path, tokenUrl, language, product, signInUrl, accent } = script.dataset;
  const signIn = safeUrl(signInUrl);
  return {
    server: safeUrl(server) ?? new URL(script.src, document.baseURI).origin,
    path: path ?? '/socket.io',
    tokenUrl: safeUrl(tokenUrl) ?? new URL('/daogou/token', document.baseURI).href,
    language: toLanguage(language) ?? toLanguage(document.documentElement.lang) ?? 'en',
    ...(product && { product }),
    ...(signIn && { signInUrl: signIn }),
    ...(accent && { accent }),
  };
}

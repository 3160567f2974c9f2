import type { Language } from '../core/wire';
import { en, type Strings } from './en';
import { zh } from './zh';

export const STRINGS: Record<Language, Strings> = { en, zh };
export type { Strings };

// Colours that follow from the shop's accent, chosen so that text keeps WCAG's AA contrast (4.5 to 1).
type Rgb = readonly [number, number, number];

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];
const INK: Rgb = [16, 21, 19];
// The surfaces that accented text stands on, of styles/theme.css.
const LIGHT_SURFACE: Rgb = [246, 247, 245];
const DARK_SURFACE: Rgb = [34, 42, 38];
const AA = 4.5;

export function parseHex(text: string): Rgb | undefined {
  const digits = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim())?.[1];
  if (!digits) return undefined;
  const full = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(full.slice(at, at + 2), 16)) as unknown as Rgb;
}

/** Contrast of two colours, 1 to 21. Source: WCAG 2.2, "contrast ratio" and "relative luminance". */
export function contrast(one: Rgb, other: Rgb): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

/** The custom properties for an accent given as `#rgb` or `#rrggbb`; none for anything else. */
export function accentProperties(accent: string | undefined): Record<string, string> {
  const colour = accent ? parseHex(accent) : undefined;
  if (!colour) return {};
  return {
    '--daogou-accent': css(colour),
    '--daogou-on-accent': css(contrast(colour, WHITE) >= AA ? WHITE : contrast(colour, INK) >= AA ? INK : BLACK),
    '--daogou-accent-text-light': css(readable(colour, LIGHT_SURFACE, BLACK)),
    '--daogou-accent-text-dark': css(readable(colour, DARK_SURFACE, WHITE)),
  };
}

function readable(colour: Rgb, surface: Rgb, towards: Rgb): Rgb {
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = colour.map((part, index) => Math.round(part + (towards[index]! - part) * share)) as unknown as Rgb;
    if (contrast(mixed, surface) >= AA) return mixed;
  }
  return towards;
}

function luminance(colour: Rgb): number {
  const [red, green, blue] = colour.map((part) => {
    const share = part / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const css = (colour: Rgb): string => `#${colour.map((part) => part.toString(16).padStart(2, '0')).join('')}`;

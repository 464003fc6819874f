/** The width of every drawing. */
export const WIDTH = 820;
/** The space at its sides. */
export const MARGIN = 24;

/** The colours are those of the app (src/styles/tokens.css), in light and in dark as the reader's system is set. */
const STYLE = `
svg{--paper:#fffefb;--sunken:#eeece5;--ink:#1a1d1f;--soft:#54585b;--line:#dedbd2;--grey:#85837b;--ours:#0b6472;--limit:#a5281d;
--a:#0b6472;--b:#6b469c;--c:#b07a1e;--d:#85837b;--e:#22693a;
font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Ubuntu,Cantarell,'Noto Sans','Liberation Sans',system-ui,sans-serif}
@media(prefers-color-scheme:dark){svg{--paper:#181c1f;--sunken:#20262a;--ink:#e9e7e1;--soft:#a5aaac;--line:#2c3236;--grey:#757c81;--ours:#6ccbd9;--limit:#ff9a8b;
--a:#6ccbd9;--b:#c3abf0;--c:#e5b65c;--d:#757c81;--e:#7fcf9a}}
.paper{fill:var(--paper);stroke:var(--line)}
text{font-size:13px;fill:var(--ink)}.title{font-size:16px;font-weight:600}.soft{fill:var(--soft)}.small{font-size:11.5px}
.end{text-anchor:end}.middle{text-anchor:middle}.strong{font-weight:600}.number{font-variant-numeric:tabular-nums}
.track{fill:var(--sunken)}.ours{fill:var(--ours)}.reference{fill:var(--grey)}.limit{fill:var(--limit)}.bar{opacity:.32}.dot{opacity:.75}
.edge{stroke:var(--limit);stroke-width:1.5;stroke-dasharray:4 3}.grid{stroke:var(--line)}
.curve{fill:none;stroke:var(--ours);stroke-width:2}.linear{fill:none;stroke:var(--grey);stroke-dasharray:3 4}.median{stroke-width:2.5}
.ours.median,.median.ours{stroke:var(--ours)}.reference.median{stroke:var(--grey)}.limit.median{stroke:var(--limit)}
.a{fill:var(--a)}.b{fill:var(--b)}.c{fill:var(--c)}.d{fill:var(--d)}.e{fill:var(--e)}`;

export interface Drawing {
  title: string;
  /** Stands under the title. */
  subtitle: string;
  /** Stands at the foot: the machine. */
  foot: string;
  height: number;
  /** What is between. */
  body: string[];
  /** The figures in words, for those who do not see the drawing. */
  description: string;
}

/** Where the body begins. */
export const BODY = 76;

export function svg({ title, subtitle, foot, height, body, description }: Drawing): string {
  const whole = BODY + height + 34;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${whole}" width="${WIDTH}" height="${whole}" role="img" aria-labelledby="t d">`,
    `<title id="t">${escape(title)}</title><desc id="d">${escape(description)}</desc>`,
    `<style>${STYLE}</style>`,
    `<rect class="paper" x=".5" y=".5" width="${WIDTH - 1}" height="${whole - 1}" rx="8"/>`,
    text(MARGIN, 32, title, 'title'),
    text(MARGIN, 53, subtitle, 'soft'),
    ...body,
    text(MARGIN, whole - 16, foot, 'soft small'),
    '</svg>',
  ].join('\n')}\n`;
}

export function text(x: number, y: number, content: string, kind = ''): string {
  return `<text x="${round(x)}" y="${round(y)}"${kind && ` class="${kind}"`}>${escape(content)}</text>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, kind: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${kind}"/>`;
}

export function rect(x: number, y: number, width: number, height: number, kind: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${height}" class="${kind}"/>`;
}

export function dot(x: number, y: number, kind: string, radius = 2): string {
  return `<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" class="${kind} dot"/>`;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function escape(content: string): string {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * Decodes UTF-8, and UTF-16, as PowerShell writes it: with a byte order mark, or with a zero byte in each ASCII letter. The
 * mark is removed.
 */
export function decodeText(bytes: Uint8Array): string {
  return new TextDecoder(encodingOf(bytes)).decode(bytes);
}

function encodingOf([first, second, third, fourth]: Uint8Array): string {
  if ((first === 0xff && second === 0xfe) || (isAscii(first) && second === 0 && isAscii(third) && fourth === 0)) return 'utf-16le'; // prettier-ignore
  if ((first === 0xfe && second === 0xff) || (first === 0 && isAscii(second) && third === 0 && isAscii(fourth))) return 'utf-16be'; // prettier-ignore
  return 'utf-8';
}

const isAscii = (byte: number | undefined): boolean => byte !== undefined && byte > 0x08 && byte < 0x7f;

/** Removes the byte order mark that editors of Windows write. JSON and `.env` do not allow it. */
export function withoutByteOrderMark(text: string): string {
  return text.replace(/^\uFEFF/, '');
}

import { crc32 } from 'node:zlib';

const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');

/** A picture of a film. */
export interface Frame {
  /** A PNG; all of a film have one size and one kind of pixels. */
  png: Buffer;
  milliseconds: number;
}

/** Joins pictures to an animated PNG, which plays for ever (PNG specification, third edition, section 12.10). */
export function apng(frames: readonly Frame[]): Buffer {
  const pictures = frames.map(({ png }) => chunksOf(png));
  const header = pictures[0]!.find(({ type }) => type === 'IHDR')!.data;
  let sequence = 0;
  const numbered = (...data: Buffer[]): Buffer => Buffer.concat([uint32(sequence++), ...data]);
  const body = pictures.flatMap((chunks, index) => {
    const delay = Buffer.from([0, 0, 3, 232, 0, 0]); // a fraction of a second, in thousandths
    delay.writeUInt16BE(frames[index]!.milliseconds);
    const control = numbered(header.subarray(0, 8), uint32(0), uint32(0), delay);
    const data = chunks.filter(({ type }) => type === 'IDAT');
    return [
      chunk('fcTL', control),
      ...data.map((each) => (index === 0 ? chunk('IDAT', each.data) : chunk('fdAT', numbered(each.data)))),
    ];
  });
  const animation = Buffer.concat([uint32(frames.length), uint32(0)]);
  const end = chunk('IEND', Buffer.alloc(0));
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('acTL', animation), ...body, end]);
}

function chunksOf(png: Buffer): { type: string; data: Buffer }[] {
  const chunks = [];
  for (let at = SIGNATURE.length; at < png.length;) {
    const length = png.readUInt32BE(at);
    chunks.push({ type: png.toString('latin1', at + 4, at + 8), data: png.subarray(at + 8, at + 8 + length) });
    at += length + 12;
  }
  return chunks;
}

function chunk(type: string, data: Buffer): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), typed, uint32(crc32(typed))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

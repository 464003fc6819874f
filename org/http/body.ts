import type Koa from 'koa';
import { OAuthError, OktaError } from './errors.js';

/** The largest body, in bytes. A form with Okta's tokens is a tenth of that. */
const MAX_BYTES = 64 * 1024;

/** How much of a body that is too large is still read, in bytes, and for how long, in milliseconds. */
const LINGER = { bytes: 1024 * 1024, time: 2000 };

/** Thrown when a body cannot be read. By default it is answered in OAuth's JSON; an endpoint with pages catches it. */
export class FormError extends OAuthError {
  constructor(status: 400 | 413, description: string) {
    super(status, 'invalid_request', description);
  }
}

/**
 * Reads a body of `application/x-www-form-urlencoded`.
 *
 * @throws FormError when the body has another type, is compressed, too large, or incomplete
 */
export async function readForm(ctx: Koa.ParameterizedContext): Promise<URLSearchParams> {
  if (!ctx.is('application/x-www-form-urlencoded') || ctx.get('Content-Encoding') !== '') {
    throw new FormError(400, "The 'Content-Type' must be 'application/x-www-form-urlencoded', without an encoding.");
  }
  const form = new URLSearchParams((await readBody(ctx)).toString('utf8'));
  // For the System Log: which client sent it, and which values are secret.
  Object.assign(ctx.state, { form });
  return form;
}

/**
 * Reads a JSON object.
 *
 * @throws OktaError `E0000021` for another media type, `E0000003` when the body is not a JSON object, or too large
 */
export async function readJson(ctx: Koa.ParameterizedContext): Promise<Record<string, unknown>> {
  if (!ctx.is('application/json') || ctx.get('Content-Encoding') !== '') throw new OktaError('E0000021');
  let value: unknown;
  try {
    value = JSON.parse((await readBody(ctx)).toString('utf8'));
  } catch {
    throw new OktaError('E0000003');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new OktaError('E0000003');
  return value as Record<string, unknown>;
}

/**
 * Reads a body of any type.
 *
 * @throws FormError when it is too large or incomplete
 */
export async function readBody({ req, res }: Koa.ParameterizedContext): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The iterator must not destroy the stream when this loop ends early: the socket is needed for the answer.
    for await (const chunk of req.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > MAX_BYTES) break;
      chunks.push(chunk);
    }
  } catch {
    throw new FormError(400, 'The request ended before its body was complete.');
  }
  if (size > MAX_BYTES) {
    res.setHeader('Connection', 'close');
    lingerBeforeClose(req);
    throw new FormError(413, `The request body must not have more than ${MAX_BYTES} bytes.`);
  }
  return Buffer.concat(chunks);
}

/**
 * Makes Node close a connection in two steps after the answer: first the org's half, and the rest when the client has
 * closed its half or some time is over. If it were closed with unread bytes, the client would get a reset while it is
 * still sending, and might never see the answer (RFC 9112 section 9.6).
 */
function lingerBeforeClose(req: Koa.Request['req']): void {
  const { socket } = req;
  // Node calls this after an answer with `Connection: close`.
  socket.destroySoon = () => {
    socket.end();
    let left = LINGER.bytes;
    req.on('data', (chunk: Buffer) => {
      left -= chunk.length;
      if (left < 0) req.pause();
    });
    const end = setTimeout(() => socket.destroy(), LINGER.time);
    socket.once('close', () => clearTimeout(end));
  };
}

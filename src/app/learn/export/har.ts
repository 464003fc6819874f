import { isExchange, type Entry, type Exchange } from '../record/entry';
import { authorizationText, proofText } from './placeholders';

interface Header {
  name: string;
  value: string;
}

/**
 * The record as an HTTP Archive (HAR 1.2), which the Network panel of browsers opens.
 *
 * @param proofOf the whole proof of an exchange, if signatures are asked for
 */
export function har(entries: readonly Entry[], proofOf: (exchange: Exchange) => string | undefined): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'okta-dpop-reference inspector', version: '1' },
      pages: [],
      entries: entries.filter(isExchange).map((exchange) => harEntry(exchange, proofOf(exchange))),
    },
  };
}

function harEntry(exchange: Exchange, compact: string | undefined): object {
  const { method, url, at, answer, fault } = exchange;
  const milliseconds = answer?.milliseconds ?? fault?.milliseconds ?? 0;
  const sizes = { headersSize: -1, bodySize: -1 };
  return {
    startedDateTime: new Date(at).toISOString(),
    time: milliseconds,
    request: {
      ...{ method, url, httpVersion: 'HTTP/1.1', cookies: [] },
      headers: headers({ Authorization: authorizationText(exchange), DPoP: proofText(exchange, compact) }),
      queryString: [...new URL(url).searchParams].map(([name, value]) => ({ name, value })),
      ...sizes,
    },
    response: {
      ...{ status: answer?.status ?? 0, statusText: '', httpVersion: 'HTTP/1.1', cookies: [], redirectURL: '' },
      headers: headers({
        'WWW-Authenticate': answer?.challenge,
        'DPoP-Nonce': answer?.nonce && `NONCE-NOT-KEPT-${answer.nonce}`,
        'X-Okta-Request-Id': answer?.requestId,
      }),
      content: { size: 0, mimeType: 'x-unknown' },
      ...sizes,
      ...(fault && { _error: fault.message }),
    },
    cache: {},
    timings: { send: 0, wait: milliseconds, receive: 0 },
  };
}

function headers(values: Record<string, string | undefined>): Header[] {
  return Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
}

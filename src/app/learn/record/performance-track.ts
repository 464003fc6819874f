import type { Exchange } from './entry';

/** Draws an exchange on a track of its own in the Performance panel of Chromium. Other browsers keep a plain measure. */
export function measureExchange({ method, url, attempt, proof, answer, fault }: Exchange): void {
  const milliseconds = answer?.milliseconds ?? fault?.milliseconds ?? 0;
  const end = performance.now();
  const { pathname } = new URL(url);
  const name = `${method} ${pathname}`;
  const { claims } = proof ?? {};
  const properties = [
    ['Attempt', String(attempt)],
    ...(proof ? [['Key', proof.thumbprint.slice(0, 8)]] : []),
    ...(claims
      ? [
          ['jti', String(claims.jti)],
          ['htu', String(claims.htu)],
        ]
      : []),
    ...(answer ? [['Status', String(answer.status)]] : []),
    ...(answer?.error ? [['Error', answer.error]] : []),
  ];
  performance.measure(name, {
    start: Math.max(0, end - milliseconds),
    end,
    detail: {
      devtools: {
        dataType: 'track-entry',
        track: 'DPoP',
        color: answer && answer.status < 400 ? 'primary' : 'error',
        tooltipText: `${name} ${answer?.status ?? 'no answer'}`,
        properties,
      },
    },
  });
  // The panel has it by now. The page needs no list of them.
  performance.clearMeasures(name);
}

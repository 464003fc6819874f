import type { Step } from '../step';

export const bearerSignIn: Step = {
  id: 'bearer-sign-in',
  part: 'app',
  title: 'Sign in, with a bearer token',
  text: 'Begin without DPoP, as most apps do today. Put the app into Bearer mode and sign in: any account of the practice org will do, Ada Lovelace sees the most.',
  shown: 'The org issued a bearer token: whoever holds it can use it.',
  minutes: 1,
  mode: 'bearer',
  lasting: true,
  elsewhere:
    'In your Admin Console: Applications → the app → General → General Settings → Edit, and clear **Proof of possession**. Put `"dpop": false` into `public/okta.config.json`, reload this page, and sign in.',
  excerpts: ['sign-in'],
  check: ({ app, browser, entries }) => {
    const isBearer = !app.dpop && browser.token?.type === 'Bearer';
    const issued = isBearer
      ? entries.filter((entry) => entry.kind === 'token' && entry.hash === browser.token?.hash).at(-1)
      : undefined;
    return [
      {
        what: 'The app is in Bearer mode',
        waiting: 'It is in DPoP mode now.',
        ...(!app.dpop && { seen: { note: 'no key, no proof' } }),
      },
      {
        what: 'The org issued a bearer token',
        waiting: 'Waiting for the sign-in.',
        ...(isBearer && {
          seen: { note: 'token_type Bearer', ...(issued && { at: issued.at, exchange: issued.id }) },
        }),
      },
    ];
  },
};

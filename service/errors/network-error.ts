/** What is known of a failed connection. */
interface Failure {
  /** Matched against the code of the error and its message. */
  pattern: RegExp;
  /** A sentence without a full stop. */
  text: (org: URL) => string;
  remedy: string;
  /** Whether a retry would fail in the same way. */
  isPermanent?: boolean;
}

const CHECK_NETWORK = 'Check the network and OKTA_ORG_URL, and that the org is running.';

/** The first match applies. */
const FAILURES: readonly Failure[] = [
  {
    pattern: /Proxy response \(407\)/,
    text: ({ host }) => `The proxy requires a user name and a password for ${host}`,
    remedy: 'Set HTTPS_PROXY=http://USER:PASSWORD@HOST:PORT, with special characters percent-encoded.',
    isPermanent: true,
  },
  {
    pattern: /Proxy response \(4\d\d\)/,
    text: ({ host }) => `The proxy does not allow connections to ${host}`,
    remedy: 'Allow the host at the proxy. If it can be reached without a proxy, add it to NO_PROXY.',
    isPermanent: true,
  },
  {
    pattern: /Proxy response \(\d+\)/,
    text: ({ host }) => `The proxy cannot connect to ${host}`,
    remedy: 'Check OKTA_ORG_URL and the proxy.',
  },
  {
    pattern: /^ECONNREFUSED/,
    text: ({ origin }) => `${origin} refused the connection`,
    remedy: CHECK_NETWORK,
  },
  {
    pattern: /^ENOTFOUND/,
    text: ({ hostname }) => `The host name ${hostname} cannot be resolved`,
    remedy: CHECK_NETWORK,
    isPermanent: true,
  },
  {
    pattern: /^EAI_AGAIN/,
    text: ({ hostname }) => `The host name ${hostname} cannot be resolved`,
    remedy: CHECK_NETWORK,
  },
  {
    pattern: /SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/,
    text: ({ hostname }) => `The certificate of ${hostname} is not trusted`,
    remedy:
      'If a proxy of your company issued it, or the org is one of your own: start the program with NODE_EXTRA_CA_CERTS=FILE in its environment, the certificate authority in PEM. Node does not read this variable from .env.',
    isPermanent: true,
  },
  {
    pattern: /ALTNAME/,
    text: ({ hostname }) => `The certificate is not for ${hostname}`,
    remedy: 'Set OKTA_ORG_URL to the name that the certificate contains.',
    isPermanent: true,
  },
  {
    pattern: /^CERT_/,
    text: ({ hostname }) => `The certificate of ${hostname} is not valid`,
    remedy: 'Check the clock of this machine, then the certificate.',
    isPermanent: true,
  },
  {
    pattern: /^EPROTO|^ERR_SSL_(WRONG_VERSION|PACKET_LENGTH)/,
    text: ({ origin }) => `${origin} does not speak TLS`,
    remedy: 'It may be an address for http. Check scheme and port of OKTA_ORG_URL.',
    isPermanent: true,
  },
  {
    pattern: /^ERR_(SSL|TLS)/,
    text: ({ origin }) => `No encrypted connection to ${origin} could be made`,
    remedy: CHECK_NETWORK,
    isPermanent: true,
  },
  {
    pattern: /^HPE_/,
    text: ({ origin }) => `${origin} does not answer in HTTP`,
    remedy: 'It may be an address for https. Check scheme and port of OKTA_ORG_URL.',
    isPermanent: true,
  },
  {
    pattern: /^(ECONNRESET|UND_ERR_SOCKET|EPIPE)/,
    text: ({ origin }) => `The connection to ${origin} was closed early`,
    remedy: CHECK_NETWORK,
  },
  { pattern: /^/, text: ({ origin }) => `The connection to ${origin} failed`, remedy: CHECK_NETWORK },
];

/** Thrown if a request has no complete response. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
  readonly code: string;
  readonly remedy: string;
  /** Whether a retry would fail in the same way, as with an unknown host name or an untrusted certificate. */
  readonly isPermanent: boolean;

  /**
   * @param message a sentence for the user
   * @param code the system's error code, such as `ECONNREFUSED`
   */
  constructor(
    message: string,
    {
      code,
      cause,
      remedy = CHECK_NETWORK,
      isPermanent = false,
    }: ErrorOptions & Partial<NetworkError> & { code: string },
  ) {
    super(message, { cause });
    this.code = code;
    this.remedy = remedy;
    this.isPermanent = isPermanent;
  }

  /** Whether the request certainly did not reach the org, so that even a POST can be sent again. */
  get neverSent(): boolean {
    return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].includes(this.code);
  }
}

/** The error of a request that was not answered in time. */
export function timeoutError(origin: string, milliseconds: number, cause: unknown): NetworkError {
  return new NetworkError(`${origin} did not respond within ${milliseconds / 1000} s.`, { code: 'ETIMEDOUT', cause });
}

/** Converts an error of `fetch`, or of reading its body. */
export function networkError(error: unknown, origin: string): NetworkError {
  const reason = innermostCause(error as SystemError);
  const details = reason.message;
  const code = typeof reason.code === 'string' ? reason.code : '';
  const { text, remedy, isPermanent } = FAILURES.find(({ pattern }) => pattern.test(`${code} ${details}`))!;
  const org = new URL(origin);
  const proxy = proxyIn(reason, org);
  const shown = /Proxy response \((\d+)\)/.exec(details)?.[1] ?? (code || details);
  return new NetworkError(`${proxy ? 'The proxy: ' : ''}${text(proxy ?? org)} (${shown}).`, {
    code,
    cause: error,
    remedy: proxy ? 'Check HTTPS_PROXY, and NO_PROXY for hosts that are reached without it.' : remedy,
    ...(isPermanent && { isPermanent }),
  });
}

interface SystemError extends NodeJS.ErrnoException {
  cause?: SystemError;
  /** One for each address of a host name. */
  errors?: SystemError[];
  address?: string;
  hostname?: string;
  port?: number;
}

/** The error of the system, which those of undici and `fetch` wrap. */
function innermostCause(error: SystemError): SystemError {
  const inner = error.cause ?? error.errors?.[0];
  return inner ? innermostCause(inner) : error;
}

/** The proxy, if the system failed to reach that: its error names another host or port than the org's. */
function proxyIn({ syscall, hostname, address, port }: SystemError, org: URL): URL | undefined {
  const orgPort = Number(org.port) || (org.protocol === 'https:' ? 443 : 80);
  if (syscall === 'getaddrinfo' && hostname !== undefined && hostname !== org.hostname)
    return new URL(`http://${hostname}`);
  if (syscall === 'connect' && port !== undefined && port !== orgPort) return new URL(`http://${address?.includes(':') ? `[${address}]` : address}:${port}`); // prettier-ignore
  return undefined;
}

import { RateLimitGate, type RateLimitOptions } from './rate-limit-gate.js';

/** The rate limits of an org that a client knows: a gate for each group of endpoints that Okta counts together. */
export class RateLimits {
  private readonly gates = new Map<string, RateLimitGate>();
  private readonly options: RateLimitOptions;

  constructor(options: RateLimitOptions) {
    this.options = options;
  }

  /** The gate of a path. Okta counts a list and its items apart, such as `/api/v1/users` and `/api/v1/users/{id}`. */
  of(path: string): RateLimitGate {
    const [, area = '', version = '', list = '', item] = path.split('/');
    const name = `/${area}/${version}/${list}${item === undefined ? '' : '/{id}'}`;
    const gate = this.gates.get(name) ?? new RateLimitGate(name, this.options);
    this.gates.set(name, gate);
    return gate;
  }
}

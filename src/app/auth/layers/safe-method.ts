import type { HttpRequest } from '@angular/common/http';

/** Whether a request may be sent again when it is not known what became of it (RFC 9110 section 9.2.1). */
export function hasSafeMethod({ method }: HttpRequest<unknown>): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * Rejects when work takes too long. The work itself goes on; what comes of it later is dropped.
 *
 * @param patience in milliseconds
 * @throws DOMException `TimeoutError`, as fetch does
 */
export function inTime<T>(work: Promise<T>, patience: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('The org took too long to answer.', 'TimeoutError')), patience);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

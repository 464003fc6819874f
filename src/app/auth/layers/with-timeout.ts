/**
 * Rejects when work takes too long. The work itself goes on; its result is dropped.
 *
 * @param timeout in milliseconds
 * @throws DOMException `TimeoutError`, as fetch does
 */
export function withTimeout<T>(work: Promise<T>, timeout: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('The org took too long to answer.', 'TimeoutError')), timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

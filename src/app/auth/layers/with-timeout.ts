/**
 * Rejects when work takes too long. The work itself goes on; its result is dropped.
 *
 * @param timeout in milliseconds
 * @param error what it rejects with, a `TimeoutError` as that of fetch by default
 */
export function withTimeout<T>(
  work: Promise<T>,
  timeout: number,
  error: Error = new DOMException('The org took too long to answer.', 'TimeoutError'),
): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(error), timeout);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

/** Stops what the global setup has started; Jest calls it when tests have failed, too. */
export default async function stopPostgres(): Promise<void> {
  await globalThis.stopTestPostgres?.();
}

/** Stops what the global setup has started; Jest calls it when tests have failed, too. */
export default async function stopServices(): Promise<void> {
  await globalThis.stopTestServices?.();
}

import type { EnricherChain } from '../../enrichment/enricher';
import { eachOpen, type Step } from '../step';

/** Adds what can be looked up: place of the address, kind of client, attacks in the request. */
export function enrichStep(enrichers: EnricherChain): Step {
  return function enrich(batch) {
    eachOpen(batch, 'enrich', ({ log }) => {
      enrichers.enrich(log);
    });
  };
}

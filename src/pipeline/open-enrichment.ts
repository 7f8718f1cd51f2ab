import type { EnrichmentConfig } from '../config/enrichment.config';
import { BehaviourEnricher, DEFAULT_BEHAVIOUR } from '../enrichment/behaviour.enricher';
import { BotEnricher } from '../enrichment/bot.enricher';
import { EnricherChain, type Enricher, type OnProblem } from '../enrichment/enricher';
import { defaultCountryFile } from '../enrichment/geo/default-country-file';
import { GeoIp } from '../enrichment/geo/geo-ip';
import { GeoEnricher } from '../enrichment/geo.enricher';
import { ThreatEnricher } from '../enrichment/threat.enricher';

const MINUTE_MS = 60_000;
/** How often the database files are looked at. */
const POLL_MS = 60_000;

export interface OpenEnrichment {
  /** All of it. */
  readonly enrichers: EnricherChain;
  /** Without what counts over logs: for a look at one of them. */
  readonly lookups: EnricherChain;
  readonly close: () => void;
}

/** Opens the configured enrichers; resolves when the files are read. */
export async function openEnrichment(config: EnrichmentConfig, onProblem: OnProblem): Promise<OpenEnrichment> {
  const geoIp = config.geoIp
    ? GeoIp.open({
        cityFile: config.cityFile || null,
        countryFile: defaultCountryFile(),
        asnFile: config.asnFile || null,
        onProblem,
        pollMs: POLL_MS,
      })
    : null;
  const lookups: Enricher[] = [new BotEnricher()];
  if (geoIp !== null) lookups.push(new GeoEnricher(geoIp));
  if (config.threats) lookups.push(new ThreatEnricher());
  const counting = config.threats
    ? [
        new BehaviourEnricher({
          ...DEFAULT_BEHAVIOUR,
          failedLogins: config.bruteForceLogins,
          missingPaths: config.scanPaths,
          windowMs: config.behaviourWindowMinutes * MINUTE_MS,
        }),
      ]
    : [];
  await geoIp?.ready();
  return {
    enrichers: new EnricherChain([...lookups, ...counting], onProblem),
    lookups: new EnricherChain(lookups, onProblem),
    close: () => {
      geoIp?.close();
    },
  };
}

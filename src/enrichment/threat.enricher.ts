import type { ClassifiedLog } from '../core/log';
import type { Enricher } from './enricher';
import { requestOf } from './threats/http-request';
import { worstFirst } from './threats/threat-kind';
import { ThreatScanner } from './threats/threat-scanner';

/** Names the attacks that a request carries, in `log.threats`, worst first. */
export class ThreatEnricher implements Enricher {
  readonly name = 'threat';
  private readonly scanner = new ThreatScanner();

  enrich(log: ClassifiedLog): void {
    const request = requestOf(log);
    const found = request === null ? this.scanner.scanText(log.message) : this.scanner.scan(request);
    if (found.size > 0) log.threats = worstFirst([...log.threats, ...found]);
  }
}

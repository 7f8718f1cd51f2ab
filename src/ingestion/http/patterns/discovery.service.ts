import { Injectable, Logger } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { messageOf } from '../../../core/errors';
import { isObject } from '../../../core/json';
import { readInput } from '../../../observability/read-input';
import { Discoveries, type DiscoveryJob } from '../../../pipeline/discovery/discoveries';
import { contentType } from '../body-parsers';
import { UploadService, type Upload } from '../upload.service';
import { discoveryOptionsSchema, newDiscoverySchema } from './discovery-schemas';

/** Starts discoveries from what a request brings. */
@Injectable()
export class DiscoveryService {
  private readonly logger = new Logger('Patterns');

  constructor(
    private readonly uploads: UploadService,
    private readonly discoveries: Discoveries,
  ) {}

  /** @throws InputError naming what is wrong, or when another discovery runs */
  async start(request: FastifyRequest): Promise<DiscoveryJob> {
    this.discoveries.check();
    const query = isObject(request.query) ? request.query : {};
    if (contentType(request) !== 'application/json') return this.fromUpload(request, query);
    const body = isObject(request.body) ? { ...query, ...request.body } : request.body;
    const { hours, logs, status, by, ...settings } = readInput(newDiscoverySchema, body, 'discovery');
    if (logs !== undefined) return this.fromFile(await this.uploads.keepJson(logs, null), { settings, status, by });
    return this.discoveries.start({ input: { kind: 'history', hours }, settings, status, by });
  }

  private async fromUpload(request: FastifyRequest, query: Record<string, unknown>): Promise<DiscoveryJob> {
    const upload = await this.uploads.receive(request, null);
    try {
      const options = readInput(discoveryOptionsSchema, { ...query, ...upload.fields }, 'discovery');
      const { status, by, source, ...settings } = options;
      return this.fromFile({ ...upload, source: source ?? upload.source }, { settings, status, by });
    } catch (error) {
      await this.uploads.discard(upload);
      throw error;
    }
  }

  /** The file goes when the discovery is over. */
  private fromFile(upload: Upload, wanted: Omit<Parameters<Discoveries['start']>[0], 'input'>): DiscoveryJob {
    const { path, format, source } = upload;
    const job = this.discoveries.start({ input: { kind: 'file', path, format, source }, ...wanted });
    this.discoveries
      .ended()
      .then(() => this.uploads.discard(upload))
      .catch((error: unknown) => {
        this.logger.warn(`${path} cannot be deleted: ${messageOf(error)}`);
      });
    return job;
  }
}

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../core/errors';
import {
  currentSchema,
  manifestSchema,
  modelPaths,
  readClassifierModel,
  readHead,
  readManifest,
  type Manifest,
} from '../classification/bert/classifier-model';
import type { HeadFile } from '../classification/bert/head-file';
import { readModelJson, sha256 } from '../classification/bert/model-file';
import type { Trained } from './trainer';

export interface SaveOptions {
  /** Folder name of the version; by default the day and the first digits of the head's hash. */
  readonly version?: string;
  /** Moment of training. */
  readonly createdAt: Date;
  /** SHA-256 of the encoder that gave the embeddings. */
  readonly encoder: string;
  /** What the training was asked to do, for the record. */
  readonly options: Manifest['options'];
}

/**
 * The versions of the classifier in a model folder. A version is written beside its place and moved there in one step,
 * and `current.json` is replaced in one step, so a crash never leaves half a model where one is looked for.
 */
export class ModelRegistry {
  constructor(private readonly folder: string) {}

  /** Manifests of all versions, oldest first. */
  list(): Manifest[] {
    const versions = modelPaths.versions(this.folder);
    if (!existsSync(versions)) return [];
    return readdirSync(versions)
      .filter((name) => !name.startsWith('.'))
      .map((version) => readManifest(this.folder, version))
      .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  }

  /** The version that answers; null before the first promotion. */
  current(): string | null {
    const file = modelPaths.current(this.folder);
    return existsSync(file) ? readModelJson(file, currentSchema).version : null;
  }

  /** The head of a version, e.g. as the base of further training. */
  head(version: string): HeadFile {
    return readHead(this.folder, readManifest(this.folder, version));
  }

  /**
   * Writes a new version; it does not answer before {@link promote}.
   * @throws InputError when the version exists
   */
  save(trained: Trained, options: SaveOptions): Manifest {
    const head = `${JSON.stringify(trained.head, null, 1)}\n`;
    const metrics = `${JSON.stringify(trained.metrics, null, 1)}\n`;
    const day = options.createdAt.toISOString().slice(0, 10).replaceAll('-', '');
    const manifest = manifestSchema.parse({
      format: 1,
      version: options.version ?? `${day}-${sha256(head).slice(0, 8)}`,
      createdAt: options.createdAt.toISOString(),
      labels: trained.head.category.labels,
      encoder: options.encoder,
      head: sha256(head),
      metrics: sha256(metrics),
      data: trained.data,
      rows: trained.examples,
      options: options.options,
    } satisfies Manifest);
    const place = modelPaths.version(this.folder, manifest.version);
    if (existsSync(place)) {
      throw new InputError('conflict', 'version_exists', `model version ${manifest.version} exists already`);
    }
    // The leading dot keeps a draft that a crash left behind out of the list; it is overwritten by the next attempt.
    const draft = join(modelPaths.versions(this.folder), `.draft-${manifest.version}`);
    mkdirSync(draft, { recursive: true });
    try {
      writeDurably(join(draft, 'head.json'), head);
      writeDurably(join(draft, 'metrics.json'), metrics);
      writeDurably(join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
      renameSync(draft, place);
    } catch (error) {
      rmSync(draft, { recursive: true, force: true });
      throw error;
    }
    return manifest;
  }

  /**
   * Makes a version the one that answers after the next load.
   * @throws ModelFileError when a file of it is missing or broken; the version that answers then stays
   */
  promote(version: string): void {
    readClassifierModel(this.folder, version);
    const file = modelPaths.current(this.folder);
    writeDurably(`${file}.draft`, `${JSON.stringify({ version })}\n`);
    renameSync(`${file}.draft`, file);
  }
}

/** The data is on the disk before the name is: a power cut cannot leave an empty file behind a rename. */
function writeDurably(file: string, text: string): void {
  writeFileSync(file, text, { flush: true });
}

import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { currentSchema, modelPaths, readHead, readManifest } from '../../src/classification/bert/classifier-model';
import { readModelJson } from '../../src/classification/bert/model-file';
import { projectRoot } from '../../src/core/project';
import type { CrossValidation } from '../../src/learning/cross-validation';
import { ModelRegistry } from '../../src/learning/model-registry';

const SHIPPED = join(projectRoot(), 'models');

/** A model folder of a test's own: the shipped encoder by a link, a copy of the shipped classifier. */
export interface ModelFolder {
  readonly path: string;
  /** The version that answers at first. */
  readonly shipped: string;
  /** Saves the shipped version again under another name, with other names of the labels and another macro-F1. */
  addVersion(version: string, change?: { relabel?: (label: string) => string; macroF1?: number }): void;
  remove(): void;
}

export function makeModelFolder(): ModelFolder {
  const path = mkdtempSync(join(tmpdir(), 'logsieve-models-'));
  symlinkSync(modelPaths.encoder(SHIPPED), modelPaths.encoder(path));
  cpSync(modelPaths.versions(SHIPPED), modelPaths.versions(path), { recursive: true });
  cpSync(modelPaths.current(SHIPPED), modelPaths.current(path));
  const { version: shipped } = readModelJson(modelPaths.current(path), currentSchema);
  return {
    path,
    shipped,
    addVersion: (version, { relabel = (label: string) => label, macroF1 } = {}) => {
      const manifest = readManifest(path, shipped);
      const head = readHead(path, manifest);
      const metrics = JSON.parse(
        readFileSync(join(modelPaths.version(path, shipped), 'metrics.json'), 'utf8'),
      ) as CrossValidation;
      const { category } = metrics.evaluation;
      new ModelRegistry(path).save(
        {
          head: { ...head, category: { ...head.category, labels: head.category.labels.map(relabel) } },
          metrics: {
            ...metrics,
            evaluation: { ...metrics.evaluation, category: { ...category, macroF1: macroF1 ?? category.macroF1 } },
          },
          data: manifest.data,
          examples: manifest.rows,
        },
        { version, createdAt: new Date(), encoder: manifest.encoder, options: {} },
      );
    },
    remove: () => {
      rmSync(path, { recursive: true });
    },
  };
}

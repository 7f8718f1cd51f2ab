import type { ClassesFile } from './head-file';
import { LinearHead, softmax } from './linear-head';

/** A linear classifier: one output a label, probabilities by a calibrated softmax. */
export class ClassHead<L extends string | number> {
  /** @param temperature see {@link softmax} */
  constructor(
    readonly labels: readonly L[],
    readonly layer: LinearHead,
    readonly temperature = 1,
  ) {}

  /** @throws Error when the layer is not `labels × dimensions` */
  static decode<L extends string | number>(file: ClassesFile, labels: readonly L[], dimensions: number): ClassHead<L> {
    return new ClassHead(labels, LinearHead.decode(file, dimensions, labels.length), file.temperature);
  }

  encode(): ClassesFile {
    return { labels: this.labels.map(String), temperature: this.temperature, ...this.layer.encode() };
  }

  /** The same head with another temperature. */
  withTemperature(temperature: number): ClassHead<L> {
    return new ClassHead(this.labels, this.layer, temperature);
  }

  /** One probability a label, of one score a label. */
  probabilities(scores: readonly number[]): number[] {
    return softmax(scores, this.temperature);
  }
}

import type { DataSource, Repository } from 'typeorm';
import type { JsonValue } from '../core/json';
import { CheckpointEntity } from './entities/checkpoint.entity';
import { answered } from './query';

export interface StoredCheckpoint {
  readonly position: number;
  readonly state: JsonValue;
}

/** How far sources have been read. Checkpoints are written with the rows, by the LogWriter. */
export class CheckpointRepository {
  private readonly checkpoints: Repository<CheckpointEntity>;

  constructor(dataSource: DataSource) {
    this.checkpoints = dataSource.getRepository(CheckpointEntity);
  }

  /** Null for a source of which nothing is stored yet: its position is 0. */
  async read(source: string): Promise<StoredCheckpoint | null> {
    const found = await answered(this.checkpoints.findOneBy({ source }));
    return found === null ? null : { position: Number(found.position), state: found.state as JsonValue };
  }

  async delete(source: string): Promise<void> {
    await answered(this.checkpoints.delete({ source }));
  }
}

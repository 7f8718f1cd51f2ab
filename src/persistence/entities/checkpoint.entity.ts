import { Column, Entity, PrimaryColumn } from 'typeorm';

/** How far a source has been read. */
@Entity('checkpoints')
export class CheckpointEntity {
  @PrimaryColumn({ type: 'text', primaryKeyConstraintName: 'checkpoints_pkey' })
  source!: string;

  @Column({ type: 'bigint' })
  position!: string;

  /** Any JSON; TypeORM's types cannot follow the recursion of JsonValue. */
  @Column({ type: 'jsonb' })
  state!: unknown;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt!: Date;
}

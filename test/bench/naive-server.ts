/**
 * What the speed of the server is measured against: the way such a service is usually written. class-validator on
 * every log, one model call a line, TypeORM's insert. Same framework, same model, same PostgreSQL, same machine.
 */
import 'reflect-metadata';
import { Body, Controller, Module, Post, ValidationPipe } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Type } from 'class-transformer';
import { IsNotEmpty, IsOptional, IsString, ValidateNested } from 'class-validator';
import { DataSource, type Repository } from 'typeorm';
import { readClassifierModel } from '../../src/classification/bert/classifier-model';
import { Encoder } from '../../src/classification/bert/encoder';
import { NaiveLog } from './naive-log';

class NaiveLogDto {
  @IsString() @IsNotEmpty() message!: string;
  @IsOptional() @IsString() source?: string;
}

class NaiveBatchDto {
  @ValidateNested({ each: true }) @Type(() => NaiveLogDto) logs!: NaiveLogDto[];
}

const { heads } = readClassifierModel('models');
const encoder = new Encoder({ folder: 'models/encoder' });
let repository: Repository<NaiveLog>;

@Controller('classify')
class NaiveController {
  @Post('batch')
  async batch(@Body() { logs }: NaiveBatchDto): Promise<{ results: NaiveLog[] }> {
    const results: NaiveLog[] = [];
    for (const { message, source } of logs) {
      const [vector] = await encoder.encode([message]);
      if (vector === undefined) throw new Error('no embedding');
      const answer = heads.predict(vector, message);
      const row = { timestamp: new Date(), source: source ?? 'unknown', message, fields: {}, ...answer };
      await repository.insert(row);
      results.push(row as unknown as NaiveLog);
    }
    return { results };
  }
}

@Module({ controllers: [NaiveController] })
class NaiveModule {}

async function main(): Promise<void> {
  const url = process.argv[2] ?? '';
  const dataSource = await new DataSource({
    type: 'postgres',
    url,
    entities: [NaiveLog],
    synchronize: true,
  }).initialize();
  repository = dataSource.getRepository(NaiveLog);
  await encoder.start();
  const adapter = new FastifyAdapter({ bodyLimit: 50 * 1024 * 1024 });
  const app = await NestFactory.create<NestFastifyApplication>(NaiveModule, adapter, { logger: false });
  app.useGlobalPipes(new ValidationPipe({ transform: true, whitelist: true }));
  await app.listen(0, '127.0.0.1');
  const address: unknown = app.getHttpServer().address();
  if (typeof address === 'object' && address !== null && 'port' in address) {
    console.error(`listening on http://127.0.0.1:${String(address.port)}`);
  }
}

void main();

/* The plain program that allreduce.mjs is compared with: the sum of N floats in place, SECONDS for each of ROUNDS. */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char **argv) {
  const int count = atoi(argv[1]), rounds = atoi(argv[2]);
  int rank;
  MPI_Init(&argc, &argv);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  float *values = malloc(sizeof(float) * (size_t)count);
  for (int i = 0; i < count; i++) values[i] = 1;
  for (int round = 0; round < rounds; round++) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double start = MPI_Wtime();
    MPI_Allreduce(MPI_IN_PLACE, values, count, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
    if (rank == 0) printf("%.6f\n", MPI_Wtime() - start);
  }
  free(values);
  MPI_Finalize();
  return 0;
}

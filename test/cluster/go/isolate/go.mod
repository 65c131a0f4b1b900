module tenant-mesh.io/test/cluster/isolate

go 1.25.0

# Every .proto file that comes with protobuf and googleapis-common-protos and was compiled by protoc: its path, text and
# descriptor, as JSON.
import base64, importlib, json, pathlib, sys
import google.protobuf

root = pathlib.Path(google.protobuf.__file__).parent.parent.parent
files = {}
for path in sorted(root.glob("google/**/*.proto")):
    name = path.relative_to(root)
    try:
        module = importlib.import_module(str(name.with_suffix("")).replace("/", ".").replace("-", "_") + "_pb2")
    except Exception:
        continue
    files[str(name)] = {"text": path.read_text(), "descriptor": base64.b64encode(module.DESCRIPTOR.serialized_pb).decode()}
json.dump(files, sys.stdout)

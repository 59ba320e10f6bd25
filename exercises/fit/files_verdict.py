"""What do the task and the files of a repo decide alone?"""

from collections.abc import Iterator

from huggingface_hub import ModelInfo

from course.exercise.exercise import Case, Exercise, case
from course.exercise.hubs import SLOTS
from exercises.fit.repos import repo, unlisted, varied

exercise = Exercise(
    "05-fit",
    "files_verdict",
    looks_at="tasks that are served, not served, missing and blank, file lists that are unknown or empty, adapters "
    "with and without weights, folders, indexes, and models of Hubs that you have not seen",
)


@exercise.cases
def cases() -> Iterator[Case]:
    """One rule after the other, then models of the graded Hubs."""
    yield case("a whole model for text", repo("config.json", "model.safetensors", pipeline_tag="text-generation"))
    yield case("a whole model for images and text", repo("model.safetensors", pipeline_tag="image-text-to-text"))
    yield case("a whole model for pictures", repo("model.safetensors", pipeline_tag="text-to-image"))
    yield case("a whole model for another text task", repo("model.safetensors", pipeline_tag="text-classification"))
    yield case("a whole model of text to text", repo("model.safetensors", pipeline_tag="text2text-generation"))
    yield case("a whole model without a task", repo("model.safetensors"))
    yield case("a whole model with a blank task", repo("model.safetensors", pipeline_tag=""))
    yield case("a whole model with a task of spaces", repo("model.safetensors", pipeline_tag="  "))
    yield case("nothing known", unlisted())
    yield case("a served task, files not known", unlisted(pipeline_tag="text-generation"))
    yield case("a blank task, files not known", unlisted(pipeline_tag=""))
    yield case("another task, files not known", unlisted(pipeline_tag="text-to-speech"))
    yield case("no files at all", repo())
    yield case("no files at all, a served task", repo(pipeline_tag="text-generation"))
    yield case("another format", repo("README.md", "model-q4_k_m.gguf", pipeline_tag="text-generation"))
    yield case("pickled weights", repo("config.json", "pytorch_model.bin"))
    yield case("a card alone", repo("README.md"))
    yield case("an adapter alone", repo("adapter_config.json", "adapter_model.safetensors"))
    yield case("an adapter in a folder", repo("README.md", "checkpoint-800/adapter_model.safetensors"))
    yield case("an adapter, then weights", repo("adapter_model.safetensors", "model.safetensors"))
    yield case("weights, then an adapter", repo("model.safetensors", "runs/adapter_model.safetensors"))
    yield case("weights in a folder", repo("README.md", "weights/part/model.safetensors"))
    yield case("weights in parts", repo("model-00001-of-00002.safetensors", "model-00002-of-00002.safetensors"))
    yield case("weights called otherwise", repo("README.md", "weights.safetensors"))
    yield case("weights in the folder of an adapter", repo("adapter-merged/model.safetensors"))
    yield case("another format, then weights", repo("model-q4_k_m.gguf", "model.safetensors"))
    yield case("weights, then another format", repo("model.safetensors", "model-q4_k_m.gguf"))
    yield case("an index alone", repo("model.safetensors.index.json", "config.json"))
    yield case("a folder that is called so", repo("old.safetensors/readme.txt"))
    yield case("weights with another name", repo("my_adapter_model.safetensors"))
    yield case("a header, but no file", repo("README.md", safetensors={"parameters": {"F32": 9}, "total": 9}))
    yield case(
        "weights without a header, last", repo("README.md", "config.json", "tokenizer.json", "model.safetensors")
    )
    tag = ["text-generation-inference", "safetensors"]
    yield case("another format with promising tags", repo("model.gguf", tags=tag))
    for slot in SLOTS:
        for info in varied(slot):
            yield case("a model of an unseen Hub", info)


# fmt: off
slip = exercise.slip  # a name, what it has to be told, a text of the solution, what stands there instead
ADAPTER = ' and name != "adapter_model.safetensors"'
SERVED = '["text-generation", "image-text-to-text"]'
NAME = 'name = file.rfilename.split("/")[-1]'
slip("task_ignored", "These engines do not serve every task: a stated task may be a `no`.",
     "if task and task not in " + SERVED, "if False")
slip("text_alone", "These engines serve `image-text-to-text` too.",
     SERVED, '["text-generation"]')
slip("part_of_a_task", "Compare the whole name of the task: `text2text-generation` is another one.",
     "task not in " + SERVED, '"text-generation" not in task and task != "image-text-to-text"')
slip("missing_task_is_no", "A missing task tells nothing: go on to the files.",
     "if task and task not in", "if task not in")
slip("missing_task_is_unknown", "A missing task tells nothing: go on to the files.",
     "    if task and task not in", '    if not task:\n        return "unknown"\n    if task not in')
slip("blank_task_is_stated", "A blank task is as good as a missing one: go on to the files.",
     '(info.pipeline_tag or "").strip()', "info.pipeline_tag", "if task and task", "if task is not None and task")
slip("spaces_are_a_task", "A task of spaces alone is blank: it is no reason for `no`.",
     ".strip()", "")
slip("files_before_the_task", "The first rule that applies decides: the task comes before the files.",
     "if task and task not in", "if info.siblings is not None and task and task not in")
slip("unknown_files_are_no", "`None` means that the files were not asked for: that is `unknown`.",
     'return "unknown"', 'return "no"')
slip("no_files_are_unknown", "An empty list of files is known: there is no weight file, so it is `no`.",
     "info.siblings is None", "not info.siblings")
slip("files_expected", "`siblings` is `None` where the files were not asked for: ask before you walk through them.",
     '    if info.siblings is None:\n        return "unknown"\n', "")
slip("adapters_are_models", "A repo that holds only an adapter has nothing to serve.",
     ADAPTER, "")
slip("adapter_in_a_folder_missed", "An adapter in a folder is still an adapter: compare the file's own name.",
     NAME, "name = file.rfilename")
slip("an_adapter_is_a_no", "A repo may hold an adapter beside whole weights; one weight file is enough.",
     "        if name.endswith",
     '        if name == "adapter_model.safetensors":\n            return "no"\n        if name.endswith')
slip("every_adapter_name", "An adapter is called `adapter_model.safetensors`; a longer name that ends so is none.",
     'name != "adapter_model.safetensors"', 'not name.endswith("adapter_model.safetensors")')
slip("adapter_anywhere", "An adapter is the file `adapter_model.safetensors`; the word may stand elsewhere in a path.",
     'name != "adapter_model.safetensors"', '"adapter" not in file.rfilename')
slip("folders_skipped", "Weights may lie in a folder: look at the last part of the path.",
     NAME, 'name = file.rfilename.split("/")[0]')
slip("anywhere_in_the_name", "An index that ends in `.json` holds no weights: a weight file *ends* in `.safetensors`.",
     'name.endswith(".safetensors")', '".safetensors" in name')
slip("anywhere_in_the_path", "A weight file's name ends in `.safetensors`; a folder of that name holds other files.",
     'name.endswith(".safetensors")', '".safetensors" in file.rfilename')
slip("one_name_alone", "Weights come in parts and under other names: look at how the name ends.",
     'name.endswith(".safetensors")', 'name == "model.safetensors"')
slip("begins_with_model", "Weights come in parts and under other names: look at how the name ends.",
     'name.endswith(".safetensors")', 'name.startswith("model") and name.endswith(".safetensors")')
slip("another_format_is_a_no", "Another format beside the weights does no harm: one weight file is enough.",
     "    for file in info.siblings:\n",
     '    if ".gguf" in str(info.siblings):\n        return "no"\n    for file in info.siblings:\n')
slip("first_file_alone", "Look at every file before you say `no`.",
     '            return None\n    return "no"', '            return None\n        return "no"\n    return "no"')
slip("says_yes", "The files alone decide nothing: where no rule applies, return `None`.",
     "            return None\n", '            return "yes"\n')
slip("says_unknown", "The files alone decide nothing: where no rule applies, return `None`.",
     "            return None\n", '            return "unknown"\n')
slip("pickled_too", "Only safetensors count as weight files here.",
     'name.endswith(".safetensors")', 'name.endswith((".safetensors", ".bin"))')
slip("every_format", "Only safetensors count as weight files here.",
     'name.endswith(".safetensors")', 'name.endswith((".safetensors", ".gguf", ".bin"))')
# fmt: on


@exercise.wrong("Judge by the files: a header can be missing although the weights are there.")
def by_the_header(info: ModelInfo) -> str | None:
    task = (info.pipeline_tag or "").strip()
    if task not in ("", "text-generation", "image-text-to-text"):
        return "no"
    if info.siblings is None:
        return "unknown"
    return "no" if info.safetensors is None else None


@exercise.wrong("Tags are attached by a rule or by the author: judge by the files.")
def by_the_tags(info: ModelInfo) -> str | None:
    found: str | None = with_sets(info)
    return None if found == "no" and "safetensors" in (info.tags or []) else found


@exercise.right
def with_sets(info: ModelInfo) -> str | None:
    stated = {info.pipeline_tag} if info.pipeline_tag and not info.pipeline_tag.isspace() else set()
    if stated - {"text-generation", "image-text-to-text"}:
        return "no"
    if info.siblings is None:
        return "unknown"
    names = {one.rfilename.rsplit("/", 1)[-1] for one in info.siblings} - {"adapter_model.safetensors"}
    return None if [name for name in names if name[-12:] == ".safetensors"] else "no"


@exercise.right
def with_counts(info: ModelInfo) -> str | None:
    import posixpath

    is_stated = bool(info.pipeline_tag and info.pipeline_tag.strip())
    if is_stated and info.pipeline_tag != "text-generation" and info.pipeline_tag != "image-text-to-text":
        return "no"
    files = info.siblings
    if files is None:
        return "unknown"
    weights = [file for file in files if file.rfilename.endswith(".safetensors")]
    adapters = [file for file in weights if posixpath.basename(file.rfilename) == "adapter_model.safetensors"]
    return "no" if len(weights) == len(adapters) else None

"""Configurations and weights that agree with each other."""

import pytest

from course.simulate import configs
from course.simulate.seeds import Dice
from course.simulate.world import ADAPTER, BOTH, GGUF, PICKLE, SAFETENSORS


def test_a_packed_model_keeps_eight_weights_in_an_integer() -> None:
    header = configs.safetensors(8e9, "text-generation", packed=True)
    assert set(header["parameters"]) == {"I32", "F16"}
    assert header["total"] == sum(header["parameters"].values()) < 8e9 / 4


@pytest.mark.parametrize(
    ("task", "dtype"), [("text-generation", "BF16"), ("text-to-image", "F16"), ("fill-mask", "F32")]
)
def test_the_number_format_fits_the_task(task: str, dtype: str) -> None:
    assert configs.safetensors(1e9, task, packed=False)["parameters"] == {dtype: 1_000_000_000}


def test_shards_hold_all_bytes() -> None:
    shards = configs.shards(3, 1000)
    assert sum(size for _, size in shards) == 1000
    assert shards[0][0] == "model-00001-of-00003.safetensors"


@pytest.mark.parametrize(
    ("kind", "ending"), [(GGUF, ".gguf"), (PICKLE, ".bin"), (ADAPTER, "adapter_model.safetensors")]
)
def test_files_are_named_by_format(kind: int, ending: str) -> None:
    files = configs.weight_files(kind, 1e9, None, 7, "")
    assert files
    assert all(file.path.endswith(ending) and file.content is None for file in files)


def test_equal_salts_make_equal_hashes_and_others_do_not() -> None:
    header = configs.safetensors(1e9, "fill-mask", packed=False)
    first, same, other = (configs.weight_files(SAFETENSORS, 1e9, header, salt, "") for salt in (1, 1, 2))
    assert [file.sha256 for file in first] == [file.sha256 for file in same] != [file.sha256 for file in other]


def test_a_converted_repo_keeps_the_old_file() -> None:
    header = configs.safetensors(1e8, "fill-mask", packed=False)
    assert {file.path for file in configs.weight_files(BOTH, 1e8, header, 1, "")} == {
        "model.safetensors",
        "pytorch_model.bin",
    }


def test_a_config_has_what_memory_estimates_need() -> None:
    made = configs.config("text-generation", 0, 8e9, "awq", Dice(1))
    assert made["architectures"] == ["LlamaForCausalLM"]
    assert made["num_key_value_heads"] < made["num_attention_heads"]
    assert made["quantization_config"]["quant_method"] == "awq"
    assert "num_hidden_layers" in configs.config("image-text-to-text", 0, 8e9, None, Dice(1))["text_config"]


def test_the_model_type_follows_from_the_class() -> None:
    assert [
        configs.model_type(name)
        for name in ("LlamaForCausalLM", "BertModel", "GPT2LMHeadModel", "ViTForImageClassification")
    ] == ["llama", "bert", "gpt2", "vit"]
